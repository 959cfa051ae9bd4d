import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** One message of the Jupyter protocol, version 5. */
export interface JupyterMessage<Content = Record<string, unknown>> {
  header: { msg_id: string; msg_type: string; session: string; username: string; date: string; version: string };
  /** Header of the request that this message answers; empty for a request. */
  parent_header: { msg_id?: string };
  metadata: Record<string, unknown>;
  content: Content;
}

const delimiter = "<IDS|MSG>";

/** A new request of the given type. */
export function request(type: string, content: Record<string, unknown>, session: string): JupyterMessage {
  return {
    header: {
      msg_id: randomUUID(),
      msg_type: type,
      session,
      username: "emergent-timescales",
      date: new Date().toISOString(),
      version: "5.3",
    },
    parent_header: {},
    metadata: {},
    content,
  };
}

/**
 * Frames of a message as they go over the socket: delimiter, signature, header, parent header, metadata, content.
 *
 * @source Jupyter messaging documentation, "The wire protocol"
 */
export function encode(message: JupyterMessage, key: string): string[] {
  const parts = [message.header, message.parent_header, message.metadata, message.content].map((part) =>
    JSON.stringify(part),
  );
  return [delimiter, signature(parts, key), ...parts];
}

/**
 * The message in the frames that came from a socket, without the routing identities before the delimiter.
 *
 * @throws Error if the frames are no Jupyter message, or are not signed with our key: then somebody else sent them
 */
export function decode(frames: readonly Buffer[], key: string): JupyterMessage {
  const start = frames.findIndex((frame) => frame.toString() === delimiter);
  const parts = frames.slice(start + 2, start + 6);
  if (start < 0 || parts.length < 4) throw new Error(`expected a Jupyter message, got ${frames.length} other frames`);
  const expected = Buffer.from(signature(parts, key));
  const received = frames[start + 1];
  if (received.length !== expected.length || !timingSafeEqual(received, expected)) {
    throw new Error("a message with a wrong signature came to the kernel's socket");
  }
  const [header, parent_header, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
  return { header, parent_header, metadata, content };
}

function signature(parts: readonly (string | Buffer)[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}
