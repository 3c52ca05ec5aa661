//! Commands that people copy, `curl` and PowerShell's `Invoke-RestMethod`: what they would send.

use super::app::TestApp;
use super::http::Answer;

/// A request as a command sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    None,
    Text(String),
    /// The file of this name.
    File(String),
}

impl Command {
    /// The commands of a text that send something; others are left out.
    pub(crate) fn all(text: &str) -> Vec<Self> {
        let lines = lines(text);
        let sending = lines.iter().filter_map(|words| match words.split_first() {
            Some((name, rest)) if name == "curl" => Some(curl(rest)),
            Some((name, rest)) if name == "Invoke-RestMethod" => Some(invoke(rest)),
            _ => None,
        });
        sending.collect()
    }

    /// The path of the address, on whichever host.
    pub(crate) fn path(&self) -> &str {
        let (_, rest) = self.url.split_once("://").expect("an address");
        &rest[rest.find('/').expect("a path")..]
    }

    /// Sends it, with `file` for the file it names.
    pub(crate) async fn send(&self, app: &TestApp, file: &[u8]) -> Answer {
        let headers = self.headers.iter();
        let headers: Vec<_> = headers.map(|(name, value)| (&**name, &**value)).collect();
        let body = match &self.body {
            Body::None => b"",
            Body::Text(text) => text.as_bytes(),
            Body::File(_) => file,
        };
        app.request(&self.method, self.path(), &headers, body).await
    }
}

fn curl(words: &[String]) -> Command {
    let mut command = Command {
        method: "GET".into(),
        url: String::new(),
        headers: Vec::new(),
        body: Body::None,
    };
    let mut method = None;
    let mut words = words.iter().cloned();
    while let Some(word) = words.next() {
        let mut value = || words.next().expect("a value");
        match word.as_str() {
            "-X" => method = Some(value()),
            "-H" => {
                let header = value();
                let (name, value) = header.split_once(':').expect("a header");
                command.headers.push((name.into(), value.trim().into()));
            }
            "-d" => {
                command.body = Body::Text(value());
                command.method = "POST".into();
                let form = "application/x-www-form-urlencoded";
                command.headers.push(("content-type".into(), form.into()));
            }
            "-T" => {
                command.body = Body::File(value());
                command.method = "PUT".into();
            }
            flag if flag.starts_with('-') => {
                panic!("{flag} is not known to every curl, or not to this test")
            }
            _ => command.url = word,
        }
    }
    command.method = method.unwrap_or(command.method);
    command
}

fn invoke(words: &[String]) -> Command {
    let mut command = curl(&[]);
    let mut words = words.iter().cloned();
    while let Some(word) = words.next() {
        let mut value = || words.next().expect("a value");
        match word.as_str() {
            "-Method" => command.method = value().to_uppercase(),
            "-ContentType" => command.headers.push(("content-type".into(), value())),
            "-Body" => command.body = Body::Text(value()),
            flag if flag.starts_with('-') => panic!("{flag} is not known to this test"),
            _ => command.url = word,
        }
    }
    command
}

/// The words of each command, as a shell reads them: a command ends with its line, but within quotes.
fn lines(text: &str) -> Vec<Vec<String>> {
    let mut lines = vec![Vec::new()];
    let mut word: Option<String> = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' => {
                let word = word.get_or_insert_default();
                word.extend(characters.by_ref().take_while(|next| *next != '\''));
            }
            '#' if word.is_none() => while characters.next_if(|next| *next != '\n').is_some() {},
            ' ' | '\n' => {
                let line = lines.last_mut().expect("there is a first");
                line.extend(word.take());
                if character == '\n' {
                    lines.push(Vec::new());
                }
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    let line = lines.last_mut().expect("there is a first");
    line.extend(word);
    lines
}
