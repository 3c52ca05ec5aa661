//! What the help of each command ends with: three examples that run as they are, but for the names in them.

pub(super) const SERVE: &str = "\
Examples:
  loot serve
  loot serve --listen 0.0.0.0:5000 --host stats.example.com
  loot serve --database postgres://loot:secret@db.example.com/loot";

pub(super) const GENERATE: &str = "\
Examples:
  loot generate --matches 100 --seed 7
  loot generate --scenario showcase --pace 1x
  loot generate --scenario battle_royale --generate-only --output royale.ndjson";

pub(super) const CHECK: &str = "\
Examples:
  loot check
  loot check --limit 50 --database loot_telemetry.db
  loot check --server http://localhost:5000 --json";

pub(super) const STATS: &str = "\
Examples:
  loot stats
  loot stats --watch 5 --server http://localhost:5000
  loot stats --database loot_telemetry.db --json";

pub(super) const REPORT: &str = "\
Examples:
  loot report
  loot report --item medkit --item rope --theme dark
  loot report --server http://localhost:5000 --charts report --since 2026-01-01";

pub(super) const DEMO: &str = "\
Examples:
  loot demo
  loot demo --seed 7 --database demo.db
  loot demo --once --output charts";

pub(super) const DEAD_LETTERS: &str = "\
Examples:
  loot dead-letters list --reason looted_items
  loot dead-letters show 17
  loot dead-letters replay --all --server http://localhost:5000";

pub(super) const NAMES: &str = "\
Examples:
  loot names list item
  loot names merge item Medkit medkit
  loot names hide event_type debug_ping --server http://localhost:5000";

pub(super) const MAPS: &str = "\
Examples:
  loot maps list
  loot maps set dust --image dust.png --bounds 0,0,1024,1024 --y-down
  loot maps show dust --server http://localhost:5000";

pub(super) const ECONOMY: &str = "\
Examples:
  loot economy set --currency gold --source gold_earned --sink gold_spent
  loot economy list
  loot economy remove --currency gold --server http://localhost:5000";

pub(super) const COMPLETIONS: &str = "\
Examples:
  loot completions bash > ~/.local/share/bash-completion/completions/loot
  loot completions zsh > ~/.zfunc/_loot
  loot completions man > loot.1";
