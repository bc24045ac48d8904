/** A reason not to start that its reader can act on: printed as one sentence, without a stack. */
export class StartError extends Error {
  readonly exitMessage: string

  constructor(exitMessage: string, options?: ErrorOptions) {
    super(exitMessage, options)
    this.name = 'StartError'
    this.exitMessage = exitMessage
  }
}
