//! What holds for every subcommand: help, exit codes, settings from the environment, colours.

use crate::harness::database::TestDatabase;
use crate::harness::process::{self, loot};
use clap::{CommandFactory, Parser};
use std::process::Stdio;

const COMMANDS: [&str; 11] = [
    "serve",
    "generate",
    "check",
    "stats",
    "report",
    "demo",
    "dead-letters",
    "names",
    "maps",
    "economy",
    "completions",
];

#[tokio::test]
async fn every_command_explains_itself_and_every_setting_has_an_environment_name() {
    // What is asked for once, or turns something up and down, is no setting.
    let no_settings = [
        "match_id",
        "player_id",
        "set",
        "list_scenarios",
        "print_scenario",
        "scenario_check",
        "scenario_schema",
        "reason",
        "state",
        "prefix",
        "experiment",
        "dimension",
        "source",
        "money_source",
        "money_sink",
        "since",
        "until",
        "raw",
        "image",
        "bounds",
        "transform",
        "y_down",
        "floors",
        "no_floors",
        "corners",
        "remove",
        "all",
        "yes",
        "verbose",
        "quiet",
        "help",
        "version",
    ];
    let mut program = loot::cli::Cli::command();
    program.build();
    for command in program
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        let name = command.get_name();
        assert!(COMMANDS.contains(&name), "{name} is tested nowhere here");
        assert!(
            command.get_about().is_some(),
            "loot {name} does not say what it does"
        );
        for command in command.get_subcommands().chain([command]) {
            for flag in command.get_arguments() {
                let id = flag.get_id().as_str();
                assert!(
                    flag.get_help().is_some(),
                    "loot {name}: {id} is not explained"
                );
                if flag.get_long().is_some() && !no_settings.contains(&id) {
                    let variable = flag
                        .get_env()
                        .map(|variable| variable.to_string_lossy().into_owned());
                    assert!(
                        variable.is_some_and(|name| name.starts_with("LOOT_")),
                        "loot {name}: {id} has no variable"
                    );
                }
            }
        }
        let help = process::stdout_of(&[name, "--help"]).await;
        assert!(help.contains("Usage: loot"), "{help}");
    }
}

#[tokio::test]
async fn help_fits_its_terminal_and_tells_what_all_commands_take_apart() {
    let mut program = loot::cli::Cli::command();
    program.build();
    let mut commands = vec![vec![]];
    for command in program.get_subcommands() {
        let name = command.get_name();
        commands.push(vec![name]);
        let nested = command.get_subcommands();
        commands.extend(nested.map(|nested| vec![name, nested.get_name()]));
    }
    commands.retain(|names| !names.contains(&"help"));
    assert!(commands.len() > COMMANDS.len() + 4, "{commands:?}");
    for names in commands {
        for (columns, width) in [(None, 80), (Some("70"), 70), (Some("200"), 80)] {
            let mut command = loot(&names);
            command.arg("--help").stdin(Stdio::null());
            if let Some(columns) = columns {
                command.env("COLUMNS", columns);
            }
            let help = command.output().await.unwrap().stdout;
            let help = String::from_utf8(help).unwrap();
            let longest = help.lines().map(|line| line.chars().count()).max();
            assert!(longest <= Some(width), "{names:?} at {columns:?}:\n{help}");
            let options = help.split("Examples:").next().unwrap();
            let (own, global) = options.split_once("Global options:").unwrap_or_default();
            assert!(global.contains("--verbose"), "{names:?}:\n{help}");
            assert!(!own.contains("--verbose") && !global.contains("--database"));
        }
    }
}

#[test]
fn the_help_of_every_command_ends_with_three_examples_that_are_right() {
    for name in COMMANDS {
        let mut program = loot::cli::Cli::command();
        program.build();
        let help = program.find_subcommand_mut(name).unwrap().render_help();
        let help = help.to_string();
        let (_, examples) = help.split_once("Examples:\n").expect(name);
        let examples: Vec<_> = examples.lines().map(str::trim).collect();
        assert_eq!(examples.len(), 3, "{examples:?}");
        for example in examples {
            assert!(example.starts_with(&format!("loot {name}")), "{example}");
            // What follows is the shell's.
            let words = example.split(" > ").next().unwrap().split(' ');
            if let Err(error) = loot::cli::Cli::try_parse_from(words) {
                panic!("{example}: {error}");
            }
        }
    }
}

#[tokio::test]
async fn wrong_usage_is_2_and_says_what_would_be_right() {
    for (args, word) in [
        (vec![], "Usage"),
        (vec!["fly"], "fly"),
        (vec!["serve", "--fly"], "--fly"),
        (vec!["generate", "--matches", "many"], "--matches"),
        (vec!["generate", "--matches=-1"], "--matches"),
        (vec!["generate", "--batch", "0"], "--batch"),
        (vec!["generate", "--batch", "10001"], "--batch"),
        (vec!["generate", "--scenario", "unheard-of"], "--scenario"),
        (
            vec!["generate", "--server", "ftp://example.com"],
            "--server",
        ),
        (
            vec!["serve", "--cors-origin", "example.com"],
            "--cors-origin",
        ),
        (vec!["serve", "--host", "http://example.com"], "--host"),
        (vec!["check", "--limit", "0"], "--limit"),
        (vec!["completions", "cobol"], "cobol"),
    ] {
        let output = process::run(&args).await;
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {complaint}");
        assert!(complaint.contains(word), "{args:?}: {complaint}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

#[tokio::test]
async fn version_completions_and_the_manual_are_printed() {
    let version = process::stdout_of(&["--version"]).await;
    assert_eq!(
        version.trim(),
        format!("loot {}", env!("CARGO_PKG_VERSION"))
    );
    for shell in ["bash", "zsh", "fish", "elvish", "powershell", "man"] {
        let text = process::stdout_of(&["completions", shell]).await;
        assert!(
            text.contains("loot") && text.contains("generate"),
            "{shell}: {text}"
        );
    }
}

#[tokio::test]
async fn a_flag_beats_the_environment_which_beats_the_default() {
    let sheets = async |flag: Option<&str>, variable: Option<&str>| {
        let mut args = vec![
            "generate",
            "--generate-only",
            "--output",
            "-",
            "--players",
            "1",
            "--seed",
            "1",
        ];
        args.extend(flag.map(|_| "--matches"));
        args.extend(flag);
        let mut command = loot(&args);
        if let Some(variable) = variable {
            command.env("LOOT_MATCHES", variable);
        }
        let output = command.output().await.unwrap();
        let sheets: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
        sheets.len()
    };
    assert_eq!(sheets(None, None).await, 50);
    assert_eq!(sheets(None, Some("7")).await, 7);
    assert_eq!(sheets(Some("3"), Some("7")).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_no_colours_where_there_is_no_terminal() {
    let database = TestDatabase::sqlite();
    let (_, writer) = database.open().await;
    writer.close().await;
    for command in ["check", "stats"] {
        let output = process::run(&[command, "--database", &database.url()]).await;
        let all = [output.stdout, output.stderr].concat();
        assert!(!all.contains(&0x1b), "{}", String::from_utf8_lossy(&all));
    }
}

#[tokio::test]
async fn a_closed_pipe_is_no_error() {
    let args = [
        "generate",
        "--generate-only",
        "--output",
        "-",
        "--matches",
        "20000",
        "--seed",
        "1",
    ];
    let mut child = loot(&args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut start = [0; 100];
    tokio::io::AsyncReadExt::read_exact(child.stdout.as_mut().unwrap(), &mut start)
        .await
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().await.unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {complaint}", output.status);
    assert!(!complaint.contains("error"), "{complaint}");
}
