//! Snapshots: a restart from one is a restart from the beginning, and one that cannot be used is not.

use std::{fs, path::PathBuf, sync::Arc};

use marathon_engine::{Answer, ReadModel, Site, SiteOptions, Snapshots};
use marathon_projections::Views;

use super::{
    checks::read,
    gate::GatedStore,
    node::{Node, name, person_called, request},
    past::with_history,
};
use crate::support::store::Store;

struct Made {
    store: Store,
    folder: tempfile::TempDir,
    path: PathBuf,
}

/// A history of which a snapshot was made in the middle.
fn made() -> Made {
    let store = with_history(11, 80);
    let folder = tempfile::tempdir().unwrap();
    let log = store.open(&name()).unwrap();
    let position = Snapshots::<Views>::of(folder.path(), &name()).make(&*log).unwrap();
    let path = folder.path().join(format!("small/{position}.snapshot"));
    let node = Node::start(&store, 12, None);
    for n in 0..10 {
        assert!(matches!(
            node.send(request(&format!("tail{n}"), person_called("tail"))),
            Answer::Accepted(_)
        ));
    }
    Made { store, folder, path }
}

impl Made {
    /// A node started beside this snapshot says what a fold of everything says, and knows every key.
    fn assert_starts_well(&self) {
        let log = self.store.open(&name()).unwrap();
        let before = read(&*log);
        let node = Node::start(&self.store, 13, Some(self.folder.path()));
        assert_eq!(node.marathon.read(|view| view.model.digest()), before.digest());
        assert_eq!(node.marathon.visible_next().0, before.events.len() as u64);
        for key in ["tail0", "tail9"] {
            let answer = node.send(request(key, person_called("tail")));
            assert!(matches!(answer, Answer::Accepted(a) if a.repeated), "{key}: {answer:?}");
        }
        for n in 0..80 {
            // Whatever these were, they are known.
            let other = node.send(request(&format!("h{n}"), person_called("other")));
            assert!(matches!(other, Answer::KeyReused), "h{n}: {other:?}");
        }
        let after = read(&*log);
        assert_eq!((after.events.len(), after.refusals.len()), (before.events.len(), before.refusals.len()));
    }
}

#[test]
fn a_restart_from_a_snapshot_and_the_tail_is_a_full_fold() {
    let made = made();
    assert!(made.path.exists());
    made.assert_starts_well();
    // And the state decides the same afterwards: a snapshot of the snapshot says so too.
    let log = made.store.open(&name()).unwrap();
    Snapshots::<Views>::of(made.folder.path(), &name()).make(&*log).unwrap();
    made.assert_starts_well();
}

/// Without this the tests below would hold of an engine that never reads a snapshot.
#[test]
fn what_a_snapshot_holds_is_not_read_again() {
    let made = made();
    let snapshot: u64 = made.path.file_stem().unwrap().to_str().unwrap().parse().unwrap();
    let first_read = |folder: Option<&std::path::Path>| {
        let store = GatedStore::of(&made.store);
        let reads = Arc::clone(&store.reads);
        let options = SiteOptions { snapshots: folder.map(Into::into), ids_seed: None };
        drop(Site::<Views>::start(Arc::new(store), options).unwrap());
        let first = *reads.lock().iter().min().unwrap();
        first.0
    };
    assert_eq!(first_read(None), 0);
    // Only the event it ends with, to see whether it is of this history.
    assert_eq!(first_read(Some(made.folder.path())), snapshot - 1);
}

#[test]
fn a_snapshot_damaged_anywhere_is_passed_over() {
    let made = made();
    let whole = fs::read(&made.path).unwrap();
    let step = (whole.len() / 40).max(1);
    for at in (0..whole.len()).step_by(step).chain([8, 16, whole.len() - 1]) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        fs::write(&made.path, damaged).unwrap();
        let node = Node::start(&made.store, 15, Some(made.folder.path()));
        assert_eq!(node.marathon.read(|view| view.model.digest()), read(&*node.log).digest(), "byte {at}");
    }
    fs::write(&made.path, &whole).unwrap();
    made.assert_starts_well();
}

#[test]
fn a_snapshot_that_is_cut_off_or_too_long_is_passed_over() {
    let made = made();
    let whole = fs::read(&made.path).unwrap();
    for len in [0, 1, 7, 8, 24, 40, 80, whole.len() / 2, whole.len() - 33, whole.len() - 1] {
        fs::write(&made.path, &whole[..len]).unwrap();
        made.assert_starts_well();
    }
    fs::write(&made.path, [&whole[..], &[0]].concat()).unwrap();
    made.assert_starts_well();
}

#[test]
fn a_snapshot_of_another_history_is_passed_over() {
    let made = made();
    let other = with_history(99, 80);
    let log = other.open(&name()).unwrap();
    let node = Node::start(&other, 16, Some(made.folder.path()));
    assert_eq!(node.marathon.read(|view| view.model.digest()), read(&*log).digest());
}

#[test]
fn a_snapshot_beyond_the_end_of_a_history_is_passed_over() {
    let made = made();
    let shorter = with_history(11, 10);
    let node = Node::start(&shorter, 17, Some(made.folder.path()));
    assert_eq!(node.marathon.read(|view| view.model.digest()), read(&*node.log).digest());
}

#[test]
fn only_so_many_snapshots_are_kept_and_the_newest_among_them() {
    let store = with_history(21, 10);
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::<Views>::of(folder.path(), &name());
    let node = Node::start(&store, 22, None);
    let mut newest = None;
    for n in 0..20 {
        node.insist(&request(&format!("s{n}"), person_called("s")));
        newest = Some(snapshots.make(&*node.log).unwrap());
    }
    let kept: Vec<_> =
        fs::read_dir(folder.path().join("small")).unwrap().map(|f| f.unwrap().path()).collect();
    assert!((2..=6).contains(&kept.len()), "{kept:?}");
    let newest = format!("{}.snapshot", newest.unwrap());
    assert!(kept.iter().any(|path| path.ends_with(&newest)), "{kept:?}");
}
