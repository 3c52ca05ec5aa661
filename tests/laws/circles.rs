//! Files form no circle: what a file needs can be read before it. Reads `use` and paths in the code, and follows
//! re-exports to the file that defines a name. What macros expand to is not seen.

use crate::laws::layers::root;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// Names with the paths they stand for.
type Aliases = BTreeMap<String, Vec<String>>;

/// A file as its paths are resolved.
#[derive(Default)]
struct Module {
    file: PathBuf,
    /// Modules declared here, by name: their paths from the root.
    children: BTreeMap<String, Vec<String>>,
    aliases: Aliases,
    /// Modules whose names are all re-exported here.
    globs: Vec<Vec<String>>,
    /// Names defined here.
    items: BTreeSet<String>,
    /// Each path that the code names, as it stands there.
    named: BTreeSet<Vec<String>>,
}

/// All modules by their paths from the root.
type Modules = BTreeMap<Vec<String>, Module>;

#[test]
fn files_form_no_circle() {
    let mut modules = Modules::new();
    read(&root().join("src/lib.rs"), Vec::new(), true, &mut modules);
    assert!(modules.len() > 100, "the sources were not found");
    let mut uses: BTreeMap<&Path, BTreeMap<&Path, BTreeSet<String>>> = BTreeMap::new();
    for (place, module) in &modules {
        let from = uses.entry(&module.file).or_default();
        for path in &module.named {
            let to = definer(&modules, place, path, 0).map(|found| found.file.as_path());
            if let Some(to) = to.filter(|to| *to != module.file) {
                from.entry(to).or_default().insert(path.join("::"));
            }
        }
    }
    let circles = circles(&uses);
    assert!(circles.is_empty(), "{}", told(&uses, &circles));
}

/// Reads a file and those that it declares.
fn read(file: &Path, place: Vec<String>, owns_folder: bool, modules: &mut Modules) {
    let text =
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let parsed = syn::parse_file(&text).unwrap();
    let mut module = Module {
        file: file.strip_prefix(root()).unwrap().to_owned(),
        ..Module::default()
    };
    let folder = match owns_folder {
        true => file.parent().unwrap().to_owned(),
        false => file.with_extension(""),
    };
    for item in &parsed.items {
        match item {
            Item::Mod(child) if child.content.is_none() && !is_for_tests(&child.attrs) => {
                let name = child.ident.to_string();
                let mut below = place.clone();
                below.push(name.clone());
                module.children.insert(name.clone(), below.clone());
                let (flat, nested) = (
                    folder.join(format!("{name}.rs")),
                    folder.join(&name).join("mod.rs"),
                );
                match path_of(&child.attrs) {
                    Some(path) => {
                        let path = file.parent().unwrap().join(path);
                        read(&path.canonicalize().unwrap(), below, true, modules);
                    }
                    None if flat.exists() => read(&flat, below, false, modules),
                    None => read(&nested, below, true, modules),
                }
            }
            _ => {}
        }
    }
    let mut reader = Reader(&mut module);
    reader.visit_file(&parsed);
    modules.insert(place, module);
}

/// Gathers what a file defines and names.
struct Reader<'a>(&'a mut Module);

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let (attributes, name) = match item {
            Item::Const(item) => (&item.attrs, Some(&item.ident)),
            Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
            Item::Static(item) => (&item.attrs, Some(&item.ident)),
            Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            Item::Type(item) => (&item.attrs, Some(&item.ident)),
            Item::Mod(item) => (&item.attrs, None),
            Item::Impl(item) => (&item.attrs, None),
            Item::Use(item) => (&item.attrs, None),
            _ => return visit::visit_item(self, item),
        };
        if is_for_tests(attributes) {
            return;
        }
        self.0.items.extend(name.map(ToString::to_string));
        if let Item::Use(item) = item {
            // What is only handed on is needed by those who take it from here.
            let handed_on = !matches!(item.vis, syn::Visibility::Inherited);
            self.take(&item.tree, Vec::new(), handed_on);
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_for_tests(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    /// `pub(super)` names nothing that it needs.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter();
        self.0
            .named
            .insert(segments.map(|part| part.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

impl Reader<'_> {
    fn take(&mut self, tree: &UseTree, mut path: Vec<String>, handed_on: bool) {
        let (name, alias) = match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                return self.take(&tree.tree, path, handed_on);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.take(tree, path.clone(), handed_on);
                }
                return;
            }
            UseTree::Glob(_) => return self.0.globs.push(path),
            UseTree::Name(tree) => (tree.ident.to_string(), tree.ident.to_string()),
            UseTree::Rename(tree) => (tree.ident.to_string(), tree.rename.to_string()),
        };
        match name == "self" {
            // `use a::{self}` names the module.
            true => {
                let alias = path.last().unwrap().clone();
                self.0.aliases.insert(alias, path.clone());
            }
            false => {
                path.push(name);
                self.0.aliases.insert(alias, path.clone());
            }
        }
        if !handed_on {
            self.0.named.insert(path);
        }
    }
}

/// The module whose file defines what `path` names where it stands; `None` for a module and for what is not ours.
fn definer<'m>(
    modules: &'m Modules,
    place: &[String],
    path: &[String],
    depth: u32,
) -> Option<&'m Module> {
    const DEEP: u32 = 20;
    if depth > DEEP {
        return None;
    }
    let mut here = place.to_vec();
    let mut rest = path;
    while let Some((first, after)) = rest.split_first() {
        match first.as_str() {
            "crate" => here.clear(),
            "super" => drop(here.pop()),
            "self" => {}
            _ => break,
        }
        rest = after;
    }
    while let Some((name, after)) = rest.split_first() {
        let module = modules.get(&here)?;
        let follow = |target: &[String]| {
            let target: Vec<String> = target.iter().chain(after).cloned().collect();
            // A crate's name may be its own alias.
            let new = target != path;
            new.then(|| definer(modules, &here, &target, depth + 1))?
        };
        if module.items.contains(name) {
            return Some(module);
        } else if let Some(child) = module.children.get(name) {
            here.clone_from(child);
        } else if let Some(alias) = module.aliases.get(name) {
            return follow(alias);
        } else {
            let mut globs = module.globs.iter();
            return globs
                .find_map(|glob| follow(&[glob.as_slice(), std::slice::from_ref(name)].concat()));
        }
        rest = after;
    }
    None
}

/// The sets of files that reach each other.
fn circles<'a>(
    uses: &BTreeMap<&'a Path, BTreeMap<&'a Path, BTreeSet<String>>>,
) -> Vec<BTreeSet<&'a Path>> {
    let reached: BTreeMap<&Path, BTreeSet<&Path>> = uses
        .keys()
        .map(|start| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![*start]);
            while let Some(file) = open.pop() {
                let next = uses.get(file).into_iter().flat_map(BTreeMap::keys);
                open.extend(next.filter(|file| seen.insert(**file)));
            }
            (*start, seen)
        })
        .collect();
    let mut circles: Vec<BTreeSet<&Path>> = Vec::new();
    for (file, reach) in &reached {
        if reach.contains(file) && !circles.iter().any(|circle| circle.contains(file)) {
            let back = reach.iter().filter(|other| reached[**other].contains(file));
            circles.push(back.copied().collect());
        }
    }
    circles
}

fn told(
    uses: &BTreeMap<&Path, BTreeMap<&Path, BTreeSet<String>>>,
    circles: &[BTreeSet<&Path>],
) -> String {
    let mut text = String::new();
    for circle in circles {
        text += &format!("\n{} files form a circle:\n", circle.len());
        for from in circle {
            for (to, names) in uses[from].iter().filter(|(to, _)| circle.contains(*to)) {
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                text += &format!(
                    "  {} uses {}: {}\n",
                    from.display(),
                    to.display(),
                    names.join(", ")
                );
            }
        }
    }
    text
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_test = |list: &syn::MetaList| list.tokens.to_string() == "test";
        attribute.path().is_ident("cfg") && attribute.meta.require_list().is_ok_and(is_test)
    })
}

fn path_of(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("path"))?;
    match &attribute.meta.require_name_value().ok()?.value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}
