// How long kept connections get to move to the other server.

/**
 * Milliseconds. With goaway-chance one request in fifty ends its connection, so that all that are in use move within seconds.
 * One that stays would get 503 with Retry-After in the moment of the old server's end.
 */
export const DRAIN_MS = 8000;
