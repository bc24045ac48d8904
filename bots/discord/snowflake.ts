const epoch = 1_420_070_400_000n

/** When the thing with this id was made. */
export const atOf = (id: string): string => new Date(Number((BigInt(id) >> 22n) + epoch)).toISOString()

/** An id of this moment; `counter` tells those of one millisecond apart. */
export const snowflake = (at: Date, counter: number): string =>
  String(((BigInt(at.getTime()) - epoch) << 22n) | BigInt(counter & 0x3fffff))
