/** A reason not to start that a person can act on: printed as it stands, without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly exitMessage: string

  constructor(exitMessage: string, options?: { cause?: unknown }) {
    super(exitMessage, options)
    this.exitMessage = exitMessage
  }
}
