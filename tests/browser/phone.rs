//! A phone: numbers come first, nothing is wider than the screen, and a thumb hits what it aims at.

use super::populated;
use super::visit::{VIEWS, open};
use crate::harness::browser::{Browser, Screen};
use serde_json::json;

/// What is too small for a thumb. Links in a sentence are as high as its lines.
const SMALL: &str = "
    const targets = [...document.querySelectorAll('a[href], button, select, input:not([type=checkbox], [type=file]), summary')];
    const aimedAt = targets.filter((one) => one.checkVisibility() && !one.matches('.skip, p a, .note a, .timeline a, .flags button'));
    const boxes = aimedAt.map((one) => [one, one.getBoundingClientRect()]).filter(([, { width }]) => width > 1);
    return boxes.filter(([, { width, height }]) => width < 39.9 || height < 39.9)
        .map(([one, { width, height }]) => `${one.tagName} ${one.className} ${one.textContent || one.name} ${width}x${height}`)";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_aimed_at_is_large_enough_for_a_thumb() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Phone).await;
    for (name, path) in VIEWS {
        open(&browser, &app, path).await;
        browser
            .run("document.querySelector('.open-filters').click()")
            .await;
        assert_eq!(browser.run(SMALL).await, json!([]), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_are_folded_away_and_tiles_stand_three_in_a_row() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Phone).await;
    open(&browser, &app, "?game_mode=solo&item=rubber_duck").await;
    let seen = "
        const tops = [...document.querySelectorAll('.tile')].map((tile) => tile.getBoundingClientRect().top);
        return {
            fields: document.querySelector('[name=game_mode]').checkVisibility(),
            inARow: tops.filter((top) => top === tops[0]).length,
            above: document.querySelector('main').getBoundingClientRect().top < 220,
            opener: document.querySelector('.open-filters').textContent,
            chips: [...document.querySelectorAll('.set-filter')].map(({ title }) => title),
        }";
    let folded = json!({
        "fields": false, "inARow": 3, "above": true, "opener": "Filters (2)",
        "chips": ["mode solo", "item rubber_duck"],
    });
    assert_eq!(browser.run(seen).await, folded);
    let unfold = "document.querySelector('.open-filters').click();
        return [document.querySelector('[name=game_mode]').checkVisibility(), document.querySelector('.open-filters').ariaExpanded]";
    assert_eq!(browser.run(unfold).await, json!([true, "true"]));
    // It stays open while somebody chooses.
    let choose = "const mode = document.querySelector('[name=game_mode]');
        mode.value = 'squads'; mode.dispatchEvent(new Event('change'));
        return document.querySelector('[name=game_mode]').checkVisibility()";
    assert_eq!(browser.run(choose).await, true);
    browser.picture("filters-open-phone").await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_cards_that_need_no_scrolling_sideways() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Phone).await;
    let wider = "return [...document.querySelectorAll('.table-scroll:has(> .rows)')]
        .filter((list) => list.checkVisibility() && list.scrollWidth > list.clientWidth).map(({ ariaLabel }) => ariaLabel)";
    for (name, path) in VIEWS {
        open(&browser, &app, path).await;
        assert_eq!(browser.run(wider).await, json!([]), "{name}");
    }
    open(&browser, &app, "/matches").await;
    // It is still a table for who cannot see it, and can be sorted.
    let card = "
        const row = document.querySelector('.rows tbody tr');
        const label = (cell) => getComputedStyle(cell, '::before').content;
        return [row.role, row.cells[1].role, label(row.cells[1]), document.querySelector('.rows .sort').checkVisibility()]";
    assert_eq!(
        browser.run(card).await,
        json!(["row", "cell", "\"Players\"", true])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn legends_lie_on_no_chart_and_hide_their_series() {
    let app = populated::app().await;
    for screen in [Screen::Phone, Screen::Desk] {
        let browser = Browser::open(screen).await;
        open(&browser, &app, "").await;
        let legends = "
            const charts = [...document.querySelectorAll('.panel:has(.canvas)')].filter((panel) => panel.querySelector('.canvas').data?.length > 1);
            const box = (element) => element.getBoundingClientRect();
            return charts.map((panel) => [
                panel.querySelectorAll('.canvas .legend').length,
                box(panel.querySelector('.legend')).bottom <= box(panel.querySelector('.canvas')).top,
            ])";
        let legends = browser.run(legends).await;
        let legends = legends.as_array().unwrap();
        assert!(legends.len() >= 3, "{legends:?}");
        assert!(
            legends.iter().all(|legend| *legend == json!([0, true])),
            "{legends:?}"
        );
        let hide = "document.querySelector('.legend button').click()";
        browser.run(hide).await;
        let hidden = "const { data } = document.querySelector('.canvas');
            return data[0].visible === false && data[1].visible !== false";
        browser.wait("the first item is hidden", hidden).await;
        let state = "return document.querySelector('.legend button').ariaPressed";
        assert_eq!(browser.run(state).await, "false");
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_home_page_fits() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Phone).await;
    browser.goto(&format!("http://{}/", app.address)).await;
    let wide = "return [innerWidth, document.documentElement.scrollWidth]";
    assert_eq!(browser.run(wide).await, json!([390, 390]));
    browser.picture("home-phone").await;
}
