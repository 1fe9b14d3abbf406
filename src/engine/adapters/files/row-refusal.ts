/** Why a row of a known file was not taken. Every row is taken, found unchanged, or refused once. */
export type RowRefusal =
  | 'bad-text' // bytes that are no UTF-8, an open quote, or an endless line
  | 'ragged' // more or fewer fields than the header
  | 'repeated-header'
  | 'bad-date'
  | 'weekend'
  | 'before-1990' // the exchange calendar reaches no further back
  | 'future-day'
  | 'before-2007' // VVIX: its published start is not usable
  | 'blank-price'
  | 'bad-number'
  | 'thousands-separator'
  | 'not-positive'
  | 'bad-volume'
  | 'out-of-range' // no such level has ever been near
  | 'absurd-move' // stands alone against the days around it
  | 'duplicate' // the same day and prices again
  | 'conflict' // the same file gives a day different prices: nobody can say which is right
  | 'overlap' // a better source has the day
  | 'no-settlement' // a contract's day without a price
  | 'settled' // the contract settled that morning and is no future any more
  | 'far-month' // beyond the eighth month
  | 'unknown-contract' // no monthly VX contract
  | 'no-session' // hours of a day without a regular session
  | 'incomplete-day' // hours that end before the close
  | 'damaged-file'; // the file's checksum fails, so none of its rows can be trusted
