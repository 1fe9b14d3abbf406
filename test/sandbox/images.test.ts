import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageSize } from '../../src/sandbox/images.js';
import { jpeg, png } from './harness.js';

describe('the size of a picture', () => {
  it('stands in the header of a PNG and of a JPEG', () => {
    expect(imageSize(png(640, 480))).toEqual({ format: 'png', width: 640, height: 480 });
    expect(imageSize(jpeg(1234, 567))).toEqual({ format: 'jpeg', width: 1234, height: 567 });
  });

  it('is unknown for anything else', () => {
    expect(imageSize(Buffer.from('GIF89a'))).toBeNull();
    expect(imageSize(png(0, 5))).toBeNull();
    expect(imageSize(jpeg(9, 9).subarray(0, 12))).toBeNull();
  });

  it('is looked for without reading past the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, isJpeg) => {
        const head = isJpeg ? [0xff, 0xd8, 0xff] : [...png(1, 1).subarray(0, 12)];
        expect(() => imageSize(Buffer.from([...head, ...bytes]))).not.toThrow();
      }),
    );
  });
});
