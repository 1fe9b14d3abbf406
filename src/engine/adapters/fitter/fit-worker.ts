import { parentPort } from 'node:worker_threads';
import { fitOnce } from '../../surface/fitted.js';
import type { FitAnswer, FitMessage } from './messages.js';

function answerTo({ id, request, earlier }: FitMessage): FitAnswer {
  try {
    return { id, fitted: fitOnce(request, earlier) };
  } catch (cause) {
    return { id, threw: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  }
}

parentPort?.on('message', (message: FitMessage) => {
  parentPort?.postMessage(answerTo(message));
});
