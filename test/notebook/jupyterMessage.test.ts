import { describe, expect, it } from "vitest";
import { decode, encode, request } from "../../lib/notebook/jupyterMessage.js";

const frames = (texts: readonly string[]) => texts.map((text) => Buffer.from(text));

describe("a message to or from a kernel", () => {
  const message = request("execute_request", { code: "1 + 1" }, "session");

  it("comes out of its frames as it went in", () => {
    expect(decode(frames(encode(message, "key")), "key")).toEqual(message);
  });

  it("may come with routing identities in front", () => {
    expect(decode(frames(["identity", ...encode(message, "key")]), "key")).toEqual(message);
  });

  it("is signed as Python's hmac signs it", () => {
    const parts = ['{"msg_id":"1"}', "{}", "{}", '{"code":"1 + 1"}'];
    const signature = "76aef6640f05f07113adbecbc7bacfde5f19c5e609820151ff95236d2fb0bcce"; // hmac.new(b"secret", "".join(parts).encode(), hashlib.sha256)
    const decoded = decode(frames(["<IDS|MSG>", signature, ...parts]), "secret");
    expect(decoded.content).toEqual({ code: "1 + 1" });
  });

  it("is refused if a byte of it was changed on the way", () => {
    const changed = encode(message, "key").map((part) => part.replace("1 + 1", "1 + 2"));
    expect(() => decode(frames(changed), "key")).toThrow(/wrong signature/);
  });

  it("is refused if it was signed with another key, or not at all", () => {
    expect(() => decode(frames(encode(message, "other")), "key")).toThrow(/wrong signature/);
    const [delimiter, , ...parts] = encode(message, "key");
    expect(() => decode(frames([delimiter, "", ...parts]), "key")).toThrow(/wrong signature/);
  });

  it("is refused if it is no Jupyter message", () => {
    expect(() => decode(frames(["hello"]), "key")).toThrow(/expected a Jupyter message/);
  });
});
