// The terminal maker's own library as judge: it opens every message that was sealed here, reads and writes each again without losing a
// member, and pays at the emulator over HTTPS.
"use strict";
const fs = require("fs");
const path = require("path");
const { spawn } = require("child_process");

const [, , program, messages, folder, modules] = process.argv;
const library = path.join(modules, "@adyen/api-library/lib/src");
const NexoCrypto = require(path.join(library, "security/nexoCrypto")).default;
const { Client, Config, TerminalLocalAPI } = require(path.join(modules, "@adyen/api-library"));
const { ObjectSerializer } = require(path.join(library, "typings/terminal/models"));

const key = (Passphrase) => ({ AdyenCryptoVersion: 1, KeyIdentifier: "key", KeyVersion: 1, Passphrase });

function check(is, what) {
  if (!is) throw new Error(what);
}

// Every message of the tests: opened, and read and written again. The library drops what it does not know, so a misspelt member shows.
function judgeMessages() {
  const lines = fs.readFileSync(messages, "utf8").split("\n").filter((line) => line);
  const sorted = (value) =>
    Array.isArray(value) ? value.map(sorted)
      : value && typeof value === "object" && !(value instanceof Date)
        ? Object.fromEntries(Object.keys(value).sort().filter((name) => value[name] !== undefined).map((name) => [name, sorted(value[name])]))
        : value;
  // It writes times in its own way; the instant must be the same.
  const text = (value) => JSON.stringify(sorted(value), (name, inner) =>
    typeof inner === "string" && /^\d{4}-\d{2}-\d{2}T/.test(inner) ? new Date(inner).toISOString() : inner);
  const crypto = new NexoCrypto();
  const kinds = new Map();
  let judged = 0;
  for (let at = 0; at + 1 < lines.length; at += 2) {
    // There are a hundred thousand, and most are alike: the first of each kind, and then some.
    const plain = lines[at];
    const message = JSON.parse(plain);
    const type = message.SaleToPOIRequest ? "TerminalApiRequest" : "TerminalApiResponse";
    const inner = message.SaleToPOIRequest || message.SaleToPOIResponse;
    const kind = Object.keys(inner).filter((name) => name !== "MessageHeader").join();
    const before = kinds.get(kind) || 0;
    kinds.set(kind, before + 1);
    if (before >= 50 && at % 500 !== 0) continue;
    judged += 1;
    if (before < 5) {
      const sealed = JSON.parse(lines[at + 1]);
      const opened = crypto.decrypt(sealed.SaleToPOIRequest || sealed.SaleToPOIResponse, key("p@ssw0rd123456"));
      check(opened === plain, `opened otherwise than it was sealed: ${plain}`);
    }
    const again = JSON.parse(JSON.stringify(ObjectSerializer.serialize(ObjectSerializer.deserialize(message, type), type)));
    // This member is of a later version of the protocol, which the library does not know.
    if (inner.LoginRequest) delete inner.LoginRequest.SaleSoftware.ProviderIdentification;
    check(text(again) === text(message), `read and written again:\n${text(again)}\nwas\n${text(message)}`);
  }
  console.log(`${judged} of ${lines.length / 2} messages, of ${kinds.size} kinds read and written again: ${[...kinds.keys()].sort().join(" ")}`);
  check(kinds.size >= 12, "there are twelve kinds");
}

// The emulator, with customers who follow a plan.
async function withEmulator(plan, run) {
  const [planFile, book, certificate, secret] = ["plan.txt", "book.json", "ca.pem", "secret"].map((name) => path.join(folder, name));
  fs.writeFileSync(planFile, plan);
  fs.writeFileSync(secret, "p@ssw0rd123456\n", { mode: 0o600 });
  for (const file of [book, certificate]) fs.rmSync(file, { force: true });
  const emulator = spawn(program, ["terminal", "emulate", "nexo", "--listen", "127.0.0.1:0", "--plan", planFile, "--book", book,
    "--certificate", certificate, "--certificate-name", "legacy-terminal-certificate.test.terminal.adyen.com",
    "--passphrase-file", secret, "--key-identifier", "key", "--poi-id", "V400m-324688179"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const port = await new Promise((resolve, reject) => {
      let said = "";
      emulator.stdout.on("data", (bytes) => {
        said += bytes;
        const found = /listens at 127\.0\.0\.1:(\d+)/.exec(said);
        if (found) resolve(Number(found[1]));
      });
      emulator.on("exit", (code) => reject(new Error(`the emulator ended with ${code}: ${said}`)));
    });
    const config = new Config({ apiKey: "none", environment: "TEST", terminalApiLocalEndpoint: "https://127.0.0.1", certificatePath: certificate });
    const api = new TerminalLocalAPI(new Client(config));
    // The library knows one port only.
    api.localRequest.endpoint = `https://127.0.0.1:${port}/nexo/`;
    await run(api, () => JSON.parse(fs.readFileSync(book, "utf8")));
  } finally {
    emulator.kill("SIGTERM");
  }
}

let count = 0;
function request(category, body) {
  count += 1;
  const MessageHeader = { MessageCategory: category, MessageClass: "Service", MessageType: "Request", ProtocolVersion: "3.0",
    POIID: "V400m-324688179", SaleID: "peer", ServiceID: String(count) };
  return { SaleToPOIRequest: { MessageHeader, [`${category}Request`]: body } };
}

const payment = (amount) => request("Payment", {
  SaleData: { SaleTransactionID: { TransactionID: `sale ${count + 1}`, TimeStamp: new Date().toISOString() } },
  PaymentTransaction: { AmountsReq: { Currency: "EUR", RequestedAmount: amount } },
});
const reference = (of) => {
  const { MessageCategory, SaleID, POIID, ServiceID } = of.SaleToPOIRequest.MessageHeader;
  return { MessageCategory, SaleID, POIID, ServiceID };
};

async function pay() {
  const secret = key("p@ssw0rd123456");
  await withEmulator("tap\nwalk-away\ntap fault:tampered\ndecline tap\n", async (api, book) => {
    const ask = async (question) => (await api.request(question, secret)).SaleToPOIResponse;
    check((await ask(request("Diagnosis", { HostDiagnosisFlag: false }))).DiagnosisResponse.POIStatus.GlobalStatus === "OK", "well");

    const first = payment(12.5);
    const paid = (await ask(first)).PaymentResponse;
    check(paid.Response.Result === "Success", `paid: ${JSON.stringify(paid)}`);
    check(paid.PaymentResult.AmountsResp.AuthorizedAmount === 12.5, "the amount");
    const status = (await ask(request("TransactionStatus", { MessageReference: reference(first), ReceiptReprintFlag: false })))
      .TransactionStatusResponse;
    const repeated = status.RepeatedMessageResponse.RepeatedResponseMessageBody.PaymentResponse;
    check(repeated.POIData.POITransactionID.TransactionID === paid.POIData.POITransactionID.TransactionID, "the same payment again");

    // Nobody shows a card, and the library aborts while the payment waits.
    const second = payment(20);
    const waiting = ask(second);
    const busy = async () =>
      (await ask(request("Diagnosis", { HostDiagnosisFlag: false }))).DiagnosisResponse.POIStatus.GlobalStatus === "Busy";
    while (!(await busy()));
    await api.request(request("Abort", { MessageReference: reference(second), AbortReason: "MerchantAbort" }), secret);
    const aborted = (await waiting).PaymentResponse;
    check(aborted.Response.ErrorCondition === "Aborted", `aborted: ${JSON.stringify(aborted.Response)}`);

    // What was changed on its way does not open there either.
    const third = payment(7);
    const touched = await ask(third).then(() => null, (error) => error);
    check(touched && /NexoCrypto|Hmac|decrypt|padding/i.test(`${touched.name} ${touched.message} ${touched.code}`), `noticed: ${touched}`);

    const refused = (await ask(payment(9))).PaymentResponse;
    check(refused.Response.Result === "Failure" && refused.Response.ErrorCondition === "Refusal", "refused");

    const reversal = request("Reversal", { OriginalPOITransaction: { POITransactionID: paid.POIData.POITransactionID },
      ReversalReason: "MerchantCancel" });
    check((await ask(reversal)).ReversalResponse.Response.Result === "Success", "taken back");

    const ends = book().map((line) => `${line.amount} ${line.end}`).join(", ");
    check(ends === "1250 reversed, 2000 not-charged, 700 confirmed, 900 declined", `the book says: ${ends}`);
    console.log(`paid, asked, aborted, touched, refused and taken back over HTTPS; the book: ${ends}`);

    const wrong = await api.request(payment(1), key("another passphrase")).then(() => null, (error) => error);
    check(wrong && /400/.test(wrong.message), `another passphrase: ${wrong}`);
  });
}

judgeMessages();
pay().catch((error) => {
  console.error(error);
  process.exit(1);
});
