//! `fields`: what the game says in its own words, in custom stats of sheets and details of events.

use super::Chart;
use super::bars::{self, Bar};
use crate::analytics::{Field, FieldKind};
use crate::model::Colour;
use crate::report::frame::{self, Caption, Headline, missing_glyphs};
use crate::report::number::{counted, grouped, short};
use crate::report::scene::{Scene, Style};

const MOST_BARS: usize = 24;

/// Fields that the game makes up, those of most rows first.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct FieldsChart {
    /// The first of them, by how many rows have each; the share is of the sheets or events of its type.
    pub bars: Vec<Bar>,
    /// All of them by name.
    #[serde(skip)]
    pub fields: Vec<(String, Field)>,
    /// How many types of events have any.
    pub event_types: usize,
}

/// Fields of sheets, or of one type of event.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldsOf {
    /// The type of event; `None` of sheets.
    pub event_type: Option<String>,
    /// Rows of the slice that were looked at.
    pub rows: u64,
    /// Its fields.
    pub fields: Vec<Field>,
}

impl FieldsChart {
    /// From what each has; `None` where none has any.
    pub fn new(sources: Vec<FieldsOf>) -> Option<Self> {
        let mut fields = Vec::new();
        let mut event_types = 0;
        for of in sources {
            event_types += usize::from(of.event_type.is_some() && !of.fields.is_empty());
            // Sheets in one colour, events in another.
            let colour = Colour::of_slot(u32::from(of.event_type.is_some()));
            for field in of.fields {
                let name = match &of.event_type {
                    Some(event_type) => format!("{event_type}#{}", field.name),
                    None => field.name.clone(),
                };
                let bar = Bar {
                    name: name.clone(),
                    units: field.rows,
                    share: field.rows as f64 / of.rows.max(1) as f64,
                    colour: Some(colour),
                };
                fields.push((bar, (name, field)));
            }
        }
        fields.sort_by(|(a, _), (b, _)| b.units.cmp(&a.units).then_with(|| a.name.cmp(&b.name)));
        let (mut bars, fields): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
        bars.truncate(MOST_BARS);
        (!bars.is_empty()).then_some(Self {
            bars,
            fields,
            event_types,
        })
    }
}

impl Chart for FieldsChart {
    fn headline(&self) -> Headline {
        let all = self.fields.len() as u64;
        let numbers = self.fields.iter();
        let numbers = numbers.filter(|(_, field)| field.kind == FieldKind::Number);
        let mut said = format!(
            "{} of {} with numbers, in custom stats of sheets and in details of {}",
            grouped(numbers.count() as u64),
            grouped(all),
            counted(self.event_types as u64, "type of event", "types of events"),
        );
        if self.fields.len() > self.bars.len() {
            said.push_str(&format!("; the {} of most rows are drawn", self.bars.len()));
        }
        let fields = counted(all, "field", "fields");
        Headline::new(format!("{fields} that the game made up"), said)
    }

    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a> {
        let mut scene = Scene::new(style);
        let of = "From the newest sheets and events of each type; the share is of those in this part of the data.";
        let names = self.bars.iter().map(|bar| bar.name.as_str());
        let mut notes = vec![of.to_owned()];
        notes.extend(missing_glyphs(&scene, names));
        let area = frame::draw(&mut scene, &self.headline(), caption, &notes);
        bars::draw(&mut scene, area, &self.bars, "rows that have it");
        scene
    }

    fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let number = |value: Option<f64>| value.map(short).unwrap_or_default();
        let row = |(name, field): &(String, Field)| {
            let kind = match field.kind {
                FieldKind::Number => "number",
                FieldKind::Text => "text",
                FieldKind::Boolean => "yes or no",
            };
            let more = if field.more_distinct { "+" } else { "" };
            vec![
                name.clone(),
                kind.to_owned(),
                grouped(field.rows),
                number(field.min),
                number(field.mean),
                number(field.max),
                format!("{}{more}", grouped(field.distinct)),
            ]
        };
        let heads = vec![
            "field", "values", "rows", "lowest", "mean", "highest", "distinct",
        ];
        (heads, self.fields.iter().map(row).collect())
    }
}
