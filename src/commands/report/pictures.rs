//! Paints charts, several at a time, and writes their files and the page with all of them.

use super::gather::Named;
use crate::commands::generated::write_whole;
use crate::report::{Caption, PagePicture, PaintError, Style, page, paint};
use anyhow::Context;
use serde::Serialize;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// More at a time would hold more unpacked pixels in memory than it saves time.
const MOST_THREADS: usize = 4;

/// How and where to draw.
pub(super) struct Drawing<'a> {
    pub(super) style: Style<'a>,
    pub(super) caption: &'a Caption,
    pub(super) dpi: u32,
    pub(super) output: &'a Path,
    /// Whether to write the page.
    pub(super) page: bool,
    /// Whether to write each picture.
    pub(super) files: bool,
}

/// One written file.
#[derive(Debug, Serialize)]
pub(in crate::commands) struct Picture {
    pub(super) path: PathBuf,
    pub(super) title: String,
    said: String,
}

impl Picture {
    /// What it says, in one line.
    pub(super) fn summary(&self) -> String {
        format!("{}. {}.", self.title, self.said)
    }
}

impl Drawing<'_> {
    /// Draws `charts` and writes them; returns what was written, in order.
    pub(super) fn draw(&self, charts: &[Named]) -> anyhow::Result<Vec<Picture>> {
        fs::create_dir_all(self.output)
            .with_context(|| format!("making the folder {}", self.output.display()))?;
        let mut written = Vec::new();
        if self.files {
            let painted = self.paint_all(charts, false)?;
            for (named, bytes) in charts.iter().zip(&painted) {
                let path = self.output.join(self.file(named));
                write_whole(&path, bytes)?;
                let headline = named.chart.headline();
                written.push(Picture {
                    path,
                    title: headline.title,
                    said: headline.said,
                });
            }
        }
        if self.page {
            // The page says in words what pictures say by themselves.
            let painted = self.paint_all(charts, true)?;
            written.push(self.write_page(charts, &painted)?);
        }
        Ok(written)
    }

    fn file(&self, named: &Named) -> String {
        format!("{}.{}", named.stem, self.style.format.extension())
    }

    /// Each thread takes the next chart that nobody has taken.
    fn paint_all(&self, charts: &[Named], is_beside: bool) -> Result<Vec<Vec<u8>>, PaintError> {
        let next = AtomicUsize::new(0);
        let painted = Mutex::new(Vec::with_capacity(charts.len()));
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        thread::scope(|scope| {
            for _ in 0..cores.min(MOST_THREADS).min(charts.len()) {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(named) = charts.get(index) else {
                            return;
                        };
                        let caption = Caption {
                            filter: named.filter.clone(),
                            is_beside,
                            ..self.caption.clone()
                        };
                        let scene = named.chart.draw(&caption, self.style);
                        let bytes = paint(&scene, self.dpi);
                        let mut painted = painted.lock().unwrap_or_else(|e| e.into_inner());
                        painted.push((index, bytes));
                    }
                });
            }
        });
        let mut painted = painted.into_inner().unwrap_or_else(|e| e.into_inner());
        painted.sort_by_key(|(index, _)| *index);
        painted.into_iter().map(|(_, bytes)| bytes).collect()
    }

    fn write_page(&self, charts: &[Named], painted: &[Vec<u8>]) -> anyhow::Result<Picture> {
        let files: Vec<_> = charts.iter().map(|named| self.file(named)).collect();
        let pictures: Vec<_> = charts
            .iter()
            .zip(&files)
            .zip(painted)
            .map(|((named, file), bytes)| PagePicture {
                file,
                chart: named.chart.as_ref(),
                format: self.style.format,
                bytes,
            })
            .collect();
        let html = page(self.style.theme, self.caption, &pictures);
        let path = self.output.join("report.html");
        write_whole(&path, html.as_bytes())?;
        Ok(Picture {
            path,
            title: "Everything on one page".into(),
            said: format!(
                "{} pictures and the numbers beside them, for mailing",
                pictures.len()
            ),
        })
    }
}
