/** Where an answer goes; the engine keeps who is waiting. The type is the answer's. */
export interface ReplyTo<T> {
  readonly id: number;
  readonly answerType?: T;
}
