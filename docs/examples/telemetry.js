// Streams stat sheets and events to loot. Keeps what is not acknowledged, reconnects, and sends it again: with a
// `sheet_id` or an `event_id` nothing counts twice.
class Telemetry {
  constructor(url) {
    this.url = url; // ws://localhost:5000/ws/telemetry
    this.waiting = []; // not sent yet
    this.unacknowledged = new Map(); // ref → message
    this.nextRef = 1;
    this.room = 0; // messages that may be on their way; told by the server
    this.backoff = 250; // milliseconds
    this.connect();
  }

  // One sheet, or { sheets: [...] }, { event: {...} }, { events: [...] }.
  send(load) {
    const message = load.sheets || load.event || load.events ? { ...load } : { sheet: load };
    message.ref = this.nextRef++;
    this.waiting.push(message);
    this.flush();
  }

  connect() {
    this.socket = new WebSocket(this.url);
    this.socket.onmessage = ({ data }) => this.receive(JSON.parse(data));
    this.socket.onclose = () => {
      // What was on its way goes first, in its old order.
      this.waiting.unshift(...this.unacknowledged.values());
      this.unacknowledged.clear();
      this.room = 0;
      setTimeout(() => this.connect(), this.backoff * (0.5 + Math.random()));
      this.backoff = Math.min(this.backoff * 2, 10_000);
    };
  }

  receive(message) {
    if (message.type === "hello") {
      this.room = message.max_unacknowledged;
      this.backoff = 250;
    } else if (message.type === "ack") {
      const sent = this.unacknowledged.get(message.ref);
      this.unacknowledged.delete(message.ref);
      if (message.status === 503 && sent) {
        // Nothing was stored: try again when the server wishes.
        setTimeout(
          () => {
            this.waiting.unshift(sent);
            this.flush();
          },
          1000 * (message.retry_after_s ?? 1),
        );
      } else if (message.status >= 400) {
        console.warn("refused", message.result.error, message.result.faults);
      }
    }
    this.flush();
  }

  flush() {
    while (this.waiting.length > 0 && this.unacknowledged.size < this.room) {
      const message = this.waiting.shift();
      this.unacknowledged.set(message.ref, message);
      this.socket.send(JSON.stringify(message));
    }
  }
}

const telemetry = new Telemetry("ws://localhost:5000/ws/telemetry");
telemetry.send({
  match_id: "match_001",
  player_id: "ann",
  sheet_id: crypto.randomUUID(),
  looted_items: { rubber_duck: 2 },
  locations: {
    rubber_duck: [
      [12.5, 80.1],
      [40.5, 41.5],
    ],
  },
});
telemetry.send({
  event: { event_type: "boss_defeat", match_id: "match_001", player_id: "ann", event_id: crypto.randomUUID() },
});
