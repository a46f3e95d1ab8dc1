//! The order-statistics tree against a plain sorted vector that answers by looking at everything.

use marathon_projections::order::{Entry, Filter, OrderTree, Shape};
use proptest::prelude::*;

const CLASSES: u16 = 5;

type Line = Entry<u16>;

fn line(key: u16, member: u32, class: u16) -> Line {
    Entry { key, member, class }
}

/// A tree that is high with few entries.
fn small() -> Shape {
    Shape::new(6, 5)
}

/// What the tree has to be: entries in order, found by going through all of them.
#[derive(Default)]
struct Model(Vec<Line>);

impl Model {
    fn of(lines: impl IntoIterator<Item = Line>) -> Self {
        let mut model = Self::default();
        for line in lines {
            model.insert(line);
        }
        model
    }

    fn is_before(left: &Line, key: u16, member: u32) -> bool {
        left.key > key || left.key == key && left.member < member
    }

    fn insert(&mut self, line: Line) -> bool {
        let at = self.0.partition_point(|other| Self::is_before(other, line.key, line.member));
        let held = self.0.get(at).is_some_and(|other| (other.key, other.member) == (line.key, line.member));
        if !held {
            self.0.insert(at, line);
        }
        !held
    }

    fn remove(&mut self, key: u16, member: u32) -> bool {
        let at = self.0.iter().position(|line| (line.key, line.member) == (key, member));
        at.map(|at| self.0.remove(at)).is_some()
    }

    fn chosen(&self, classes: Option<&[u16]>) -> Vec<Line> {
        let chosen = |line: &&Line| classes.is_none_or(|classes| classes.contains(&line.class));
        self.0.iter().filter(chosen).copied().collect()
    }
}

/// Every set of classes, as a list and as a filter; the first is "all".
fn choices() -> Vec<(Option<Vec<u16>>, Filter)> {
    let mut choices = vec![(None, Filter::all())];
    for set in 0..1_u16 << CLASSES {
        let classes: Vec<u16> = (0..CLASSES).filter(|class| set >> class & 1 == 1).collect();
        // Named twice, in falling order and with some that no tree here has: it must not matter. Few and many classes
        // are counted in different ways.
        let others = (CLASSES..).take(usize::from(set) % 3 * 6);
        let named = classes.iter().rev().chain(&classes).copied().chain(others);
        let filter = Filter::classes(named);
        choices.push((Some(classes), filter));
    }
    choices
}

/// Asks the same about one place and one page of both, under every filter.
fn compare(tree: &OrderTree<u16>, model: &Model, key: u16, member: u32, start: usize, len: usize) {
    assert_eq!(tree.len(), model.0.len() as u64);
    assert_eq!(tree.is_empty(), model.0.is_empty());
    for (classes, filter) in choices() {
        let lines = model.chosen(classes.as_deref());
        let above = lines.iter().filter(|line| line.key > key).count();
        let index = lines.iter().filter(|line| Model::is_before(line, key, member)).count();
        let page: Vec<Line> = lines.iter().skip(start).take(len).copied().collect();
        let strictly_after =
            |line: &&Line| !Model::is_before(line, key, member) && (line.key, line.member) != (key, member);
        let after: Vec<Line> = lines.iter().filter(strictly_after).take(len).copied().collect();
        assert_eq!(tree.count(&filter), lines.len() as u64, "count of {classes:?}");
        assert_eq!(tree.above(key, &filter), above as u64, "above {key} of {classes:?}");
        assert_eq!(
            tree.index_of(key, member, &filter),
            index as u64,
            "index of {key} {member} of {classes:?}"
        );
        assert_eq!(tree.page(start as u64, len, &filter), page, "page {start} {len} of {classes:?}");
        assert_eq!(tree.after(key, member, len, &filter), after, "after {key} {member} of {classes:?}");
    }
}

fn assert_same_lines(tree: &OrderTree<u16>, model: &Model) {
    assert_eq!(tree.page(0, usize::MAX, &Filter::all()), model.0);
}

#[derive(Clone, Debug)]
enum Step {
    Insert(Line),
    /// A place that may be held or not.
    Remove(u16, u32),
    /// The entry at this share of the length, in 1/256.
    RemoveAt(u8),
    Ask {
        key: u16,
        member: u32,
        start: usize,
        len: usize,
    },
}

/// Few keys and members, so that equal keys and repeated places are the rule.
fn lines() -> impl Strategy<Value = Line> {
    (0..9_u16, 0..40_u32, 0..CLASSES).prop_map(|(key, member, class)| line(key, member, class))
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // The weight of insertions varies from case to case: some trees grow, some hover, some go back to nothing.
    (1..9_u32).prop_flat_map(|weight| {
        let step = prop_oneof![
            weight => lines().prop_map(Step::Insert),
            1 => (0..9_u16, 0..40_u32).prop_map(|(key, member)| Step::Remove(key, member)),
            3 => any::<u8>().prop_map(Step::RemoveAt),
            1 => (0..10_u16, 0..41_u32, 0..200_usize, 0..60_usize)
                .prop_map(|(key, member, start, len)| Step::Ask { key, member, start, len }),
        ];
        prop::collection::vec(step, 0..200)
    })
}

fn take(step: &Step, tree: &mut OrderTree<u16>, model: &mut Model) {
    match *step {
        Step::Insert(line) => assert_eq!(tree.insert(line), model.insert(line)),
        Step::Remove(key, member) => assert_eq!(tree.remove(key, member), model.remove(key, member)),
        Step::RemoveAt(share) => {
            if let Some(line) = model.0.get(model.0.len() * usize::from(share) / 256).copied() {
                assert!(tree.remove(line.key, line.member));
                model.remove(line.key, line.member);
            }
        }
        Step::Ask { key, member, start, len } => compare(tree, model, key, member, start, len),
    }
}

proptest! {
    #[test]
    fn any_sequence_of_steps_leaves_what_a_sorted_vector_holds(
        start in prop::collection::vec(lines(), 0..300),
        steps in steps(),
    ) {
        let mut tree = OrderTree::build_shaped(CLASSES, small(), start.clone());
        let mut model = Model::of(start);
        for (at, step) in steps.iter().enumerate() {
            take(step, &mut tree, &mut model);
            if at % 8 == 0 {
                tree.check();
            }
        }
        tree.check();
        assert_same_lines(&tree, &model);
    }

    #[test]
    fn a_bulk_build_equals_insertions(lines in prop::collection::vec(lines(), 0..400)) {
        let built = OrderTree::build_shaped(CLASSES, small(), lines.clone());
        let mut grown = OrderTree::new_shaped(CLASSES, small());
        for line in &lines {
            grown.insert(*line);
        }
        built.check();
        grown.check();
        let model = Model::of(lines);
        assert_same_lines(&built, &model);
        assert_same_lines(&grown, &model);
        compare(&built, &model, 4, 20, 10, 50);
    }

    #[test]
    fn pages_put_together_are_the_whole_order(
        lines in prop::collection::vec(lines(), 0..300),
        len in 1..40_usize,
        class in 0..CLASSES,
    ) {
        let tree = OrderTree::build_shaped(CLASSES, small(), lines.clone());
        let filter = Filter::classes([class]);
        let mut read = tree.page(0, len, &filter);
        while let Some(last) = read.last().copied() {
            assert_eq!(tree.index_of(last.key, last.member, &filter), read.len() as u64 - 1);
            let page = tree.after(last.key, last.member, len, &filter);
            if page.is_empty() {
                break;
            }
            read.extend(page);
        }
        assert_eq!(read, Model::of(lines).chosen(Some(&[class])));
    }
}

/// Numbers that look random and are the same in every run.
struct Rand(u64);

impl Rand {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn random_line(rand: &mut Rand) -> Line {
    let class = rand.below(u64::from(CLASSES)) as u16;
    line(rand.below(500) as u16, rand.below(1_000_000) as u32, class)
}

fn compare_anywhere(tree: &OrderTree<u16>, model: &Model, rand: &mut Rand) {
    let Line { key, member, .. } = random_line(rand);
    let start = rand.below(model.0.len() as u64 + 10) as usize;
    compare(tree, model, key, member, start, rand.below(700) as usize);
    tree.check();
}

/// The real sizes of nodes: three levels, hovering for a while, then down to nothing.
#[test]
fn a_tree_of_usual_shape_grows_turns_over_and_shrinks_to_nothing() {
    let rand = &mut Rand(7);
    let start: Vec<Line> = (0..18_000).map(|_| random_line(rand)).collect();
    let mut tree = OrderTree::build(CLASSES, start.clone());
    let mut model = Model::of(start);
    for (inserts, removes, rounds) in [(8, 1, 1_500), (5, 5, 2_000), (1, 9, 4_500)] {
        for round in 0..rounds {
            for _ in 0..inserts {
                let line = random_line(rand);
                assert_eq!(tree.insert(line), model.insert(line));
            }
            for _ in 0..removes.min(model.0.len()) {
                let line = model.0.remove(rand.below(model.0.len() as u64) as usize);
                assert!(tree.remove(line.key, line.member));
            }
            if round % 500 == 0 {
                compare_anywhere(&tree, &model, rand);
            }
        }
    }
    for line in model.0.drain(..) {
        assert!(tree.remove(line.key, line.member));
    }
    tree.check();
    compare(&tree, &model, 3, 3, 0, 10);
}

#[test]
fn orders_that_rise_and_fall_keep_the_bounds() {
    for falling in [false, true] {
        let key = |at: u16| if falling { 2_000 - at } else { at };
        let mut tree = OrderTree::new_shaped(CLASSES, small());
        for at in 0..2_000 {
            assert!(tree.insert(line(key(at), 1, at % CLASSES)));
        }
        tree.check();
        for at in 0..2_000 {
            assert!(tree.remove(key(at), 1));
            if at % 100 == 0 {
                tree.check();
            }
        }
        assert!(tree.is_empty());
    }
}

#[test]
fn equal_keys_share_a_rank_and_the_smaller_member_comes_first() {
    let lines = [line(10, 3, 0), line(30, 9, 1), line(10, 2, 1), line(20, 5, 0), line(20, 4, 0)];
    let tree = OrderTree::build(2, lines.to_vec());
    let all = Filter::all();
    let members: Vec<u32> = tree.page(0, 10, &all).iter().map(|line| line.member).collect();
    assert_eq!(members, [9, 4, 5, 2, 3]);
    assert_eq!([30, 20, 10].map(|key| tree.above(key, &all) + 1), [1, 2, 4]);
    assert_eq!([30, 20, 10].map(|key| tree.above(key, &Filter::classes([0])) + 1), [1, 1, 3]);
    assert_eq!(tree.index_of(10, 3, &Filter::classes([1])), 2);
}

#[test]
fn a_cursor_goes_on_where_its_entry_stood() {
    let mut tree = OrderTree::build(1, (0..100).map(|member| line(50, member, 0)).collect());
    let all = Filter::all();
    let seen = tree.page(0, 10, &all).last().copied().expect("ten entries");
    tree.remove(seen.key, seen.member);
    tree.insert(line(60, seen.member, 0));
    assert_eq!(tree.after(seen.key, seen.member, 1, &all), [line(50, 10, 0)]);
}

#[test]
fn the_ends_of_keys_members_and_pages_are_places_too() {
    let ends = [line(u16::MAX, 0, 0), line(u16::MAX, u32::MAX, 0), line(0, 0, 0), line(0, u32::MAX, 0)];
    let model = Model::of(ends);
    let tree = OrderTree::build(CLASSES, ends.to_vec());
    for Line { key, member, .. } in ends {
        compare(&tree, &model, key, member, 1, 2);
    }
    assert_eq!(tree.page(u64::MAX, usize::MAX, &Filter::all()), []);
    assert_eq!(tree.page(0, 0, &Filter::all()), []);
    assert_eq!(OrderTree::<u16>::new(0).after(1, 1, 9, &Filter::classes([])), []);
}

#[test]
fn a_held_place_stays_as_it_is() {
    let mut tree = OrderTree::build(2, vec![line(5, 1, 0), line(5, 1, 1)]);
    assert!(!tree.insert(line(5, 1, 1)));
    assert_eq!(tree.page(0, 9, &Filter::all()), [line(5, 1, 0)]);
    assert_eq!((tree.count(&Filter::classes([1])), tree.len()), (0, 1));
}

#[test]
#[should_panic(expected = "class 2 is not below 2")]
fn a_class_the_tree_does_not_have_is_refused() {
    OrderTree::new(2).insert(line(1, 1, 2));
}

/// The bytes promised, against entries of 16 bytes: u64 key, member, class.
#[test]
fn a_tree_stays_light() {
    let classes = 80;
    let rand = &mut Rand(11);
    let mut entry = |member| Entry { key: rand.below(1 << 31), member, class: (member % 80) as u16 };
    let mut entries: Vec<Entry<u64>> = (0..60_000).map(&mut entry).collect();
    let mut tree = OrderTree::build(classes, entries.clone());
    let raw = size_of_val(entries.as_slice());
    assert!(tree.heap_bytes() * 100 <= raw * 135, "{} bytes built for {raw}", tree.heap_bytes());
    for at in (0..entries.len()).chain(0..entries.len()) {
        assert!(tree.remove(entries[at].key, entries[at].member));
        entries[at] = entry(entries[at].member);
        assert!(tree.insert(entries[at]));
    }
    tree.check();
    assert!(tree.heap_bytes() <= raw * 2, "{} bytes after changes for {raw}", tree.heap_bytes());
    for entry in &entries[100..] {
        assert!(tree.remove(entry.key, entry.member));
    }
    assert!(tree.heap_bytes() < 6_000, "{} bytes for a hundred entries", tree.heap_bytes());
}
