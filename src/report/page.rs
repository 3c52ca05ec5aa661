//! `report.html`: every picture and the numbers beside it on one page that needs nothing else.

use super::charts::Chart;
use super::format::Format;
use super::frame::Caption;
use super::theme::Theme;
use crate::model::visible;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;
use std::fmt::Write;

/// One picture of the page.
pub struct PagePicture<'a> {
    /// The name of its file.
    pub file: &'a str,
    /// What was drawn.
    pub chart: &'a dyn Chart,
    /// Its kind of file.
    pub format: Format,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// The page.
pub fn page(theme: Theme, caption: &Caption, pictures: &[PagePicture<'_>]) -> String {
    let heading = caption.heading.as_deref().unwrap_or("Loot report");
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><style>{style}</style></head><body><main>\
         <h1>{title}</h1><p class=\"from\">{filter}{source}</p>",
        title = escape(heading),
        style = style(theme),
        source = escape(&caption.source),
        filter = match caption.filter.as_str() {
            "" => String::new(),
            filter => format!("<strong>{}</strong><br>", escape(filter)),
        },
    );
    for picture in pictures {
        section(&mut html, picture);
    }
    html.push_str("</main></body></html>\n");
    html
}

fn section(html: &mut String, picture: &PagePicture<'_>) {
    let headline = picture.chart.headline();
    let kind = match picture.format {
        Format::Png => "image/png",
        Format::Svg => "image/svg+xml",
    };
    let _ = write!(
        html,
        "<section id=\"{file}\"><h2>{title}</h2><p>{said}</p>\
         <div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"{title}\"><img alt=\"{title}. {said}\" src=\"data:{kind};base64,{data}\"></div>",
        file = escape(picture.file),
        title = escape(&headline.title),
        said = escape(&headline.said),
        data = STANDARD.encode(picture.bytes),
    );
    let (heads, rows) = picture.chart.table();
    if !rows.is_empty() {
        html.push_str(
            "<details><summary>The numbers</summary><div class=\"scroll\"><table><thead><tr>",
        );
        for head in heads {
            let _ = write!(html, "<th scope=\"col\">{}</th>", escape(head));
        }
        html.push_str("</tr></thead><tbody>");
        for row in rows {
            html.push_str("<tr>");
            for cell in row {
                let _ = write!(html, "<td>{}</td>", escape(&cell));
            }
            html.push_str("</tr>");
        }
        html.push_str("</tbody></table></div></details>");
    }
    html.push_str("</section>");
}

fn style(theme: Theme) -> String {
    format!(
        ":root{{color-scheme:{scheme}}}\
         body{{margin:0;background:{paper};color:{ink};font:1rem/1.55 system-ui,\"Noto Sans\",\"DejaVu Sans\",sans-serif}}\
         main{{max-width:70rem;margin:auto;padding:2.5rem 1.25rem}}\
         h1{{font-size:2rem;margin:0}}h2{{font-size:1.4rem;margin:0;overflow-wrap:anywhere}}\
         p{{margin:.25rem 0 1rem;color:{soft};overflow-wrap:anywhere}}\
         section{{margin-top:3.5rem}}\
         .picture{{overflow-x:auto;border:1px solid {line};border-radius:8px}}\
         img{{display:block;width:100%;min-width:54rem;height:auto}}\
         details{{margin-top:.75rem}}summary{{cursor:pointer;color:{accent}}}\
         .scroll{{overflow-x:auto}}\
         table{{border-collapse:collapse;margin-top:.75rem;font-variant-numeric:tabular-nums}}\
         th,td{{padding:.25rem 1.5rem .25rem 0;text-align:right;border-bottom:1px solid {line}}}\
         th:first-child,td:first-child{{text-align:left;overflow-wrap:anywhere}}th{{color:{soft};font-weight:600}}\
         @media print{{details{{display:none}}img{{min-width:0}}section{{break-inside:avoid}}}}",
        scheme = match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        },
        paper = theme.paper(),
        ink = theme.ink(),
        soft = theme.soft(),
        line = theme.line(),
        accent = theme.accent(),
    )
}

fn escape(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    if !text.contains(['&', '<', '>', '"']) {
        return text;
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    Cow::Owned(text.replace('>', "&gt;").replace('"', "&quot;"))
}
