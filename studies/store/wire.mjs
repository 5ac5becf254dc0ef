/**
 * How the nodes of the embedded store talk, with each other and with clients: frames of four bytes of length, four of a
 * number that the answer repeats, one of a kind, two of the key's length, the key, and the value.
 */

/** What a frame asks for, or says. */
export const KIND = { get: 0, put: 1, putWeak: 2, replicate: 3, value: 4, none: 5, done: 6 };

const HEAD = 11;

/** One frame as bytes. Texts are Latin-1. */
export function frameOf(number, kind, key = '', value = '') {
  const bytes = Buffer.allocUnsafe(HEAD + key.length + value.length);
  bytes.writeUInt32BE(bytes.length - 4, 0);
  bytes.writeUInt32BE(number, 4);
  bytes.writeUInt8(kind, 8);
  bytes.writeUInt16BE(key.length, 9);
  bytes.latin1Write(key, HEAD);
  bytes.latin1Write(value, HEAD + key.length);
  return bytes;
}

/** Calls `hear` with the number, kind, key and value of every frame that comes in. */
export function onFrames(socket, hear) {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (bytes.length - at >= HEAD) {
      const end = at + 4 + bytes.readUInt32BE(at);
      if (end > bytes.length) break;
      const valueAt = at + HEAD + bytes.readUInt16BE(at + 9);
      const key = bytes.latin1Slice(at + HEAD, valueAt);
      hear(bytes.readUInt32BE(at + 4), bytes.readUInt8(at + 8), key, bytes.latin1Slice(valueAt, end));
      at = end;
    }
    rest = bytes.subarray(at);
  });
}

/** Sends what is due in the same turn of the event loop together: a call of the system each would cost more than the work. */
export function send(socket, bytes) {
  if (socket.writableCorked === 0) {
    socket.cork();
    process.nextTick(() => socket.uncork());
  }
  socket.write(bytes);
}
