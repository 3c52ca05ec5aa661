// Follows what is stored. `state` is always what the server said last.
let state = {};

// A JSON merge patch, RFC 7396.
function merge(target, patch) {
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) {
      delete target[name];
    } else if (typeof change === "object" && !Array.isArray(change)) {
      target[name] ??= {};
      merge(target[name], change);
    } else {
      target[name] = change;
    }
  }
}

function follow(url, show, backoff = 250) {
  const socket = new WebSocket(url);
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === "snapshot") {
      state = message;
      backoff = 250;
    } else if (message.type === "delta") {
      const { seq, at, totals = {}, event_types = {}, quality = {}, sheets, events } = message;
      merge(state, { seq, at, totals, event_types, quality });
      state.sheets = [...sheets, ...state.sheets].slice(0, 20);
      state.events = [...events, ...state.events].slice(0, 20);
    }
    show(state);
  };
  // The first message of the next connection is a snapshot, so nothing is missed.
  socket.onclose = () => setTimeout(() => follow(url, show, Math.min(backoff * 2, 10_000)), backoff);
  return socket;
}

follow("ws://localhost:5000/ws/live?game_mode=solo", (state) => {
  console.log(
    state.seq,
    state.totals.total_stat_sheets,
    state.sheets.map((sheet) => sheet.player_id),
  );
});
// `follow` returns the connection. To ask for something else later, without a new one:
// socket.send(JSON.stringify({ subscribe: { player_id: 'ann' } }));
