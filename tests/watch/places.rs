//! Where changes are noticed: directories that come and go, links, what is not there yet, and where nothing tells of changes.

use super::{PICTURE, Watched, archc, folder, shop, write};
use std::fs;
use std::path::Path;

#[test]
fn directories_come_and_go() {
    let mut watched = Watched::new("directories", &[("main.arch", "team commerce\n"), ("sub/shop.arch", &shop("First"))], &[]);
    watched.until_titled("First");
    for round in 0..3 {
        fs::remove_dir_all(watched.path("sub")).expect("it is there");
        watched.until("the picture goes", |watched| !watched.path(PICTURE).exists());
        // Made and filled at once.
        watched.write("sub/deep/er/shop.arch", shop(&format!("Back {round}")));
        watched.until_titled(&format!("Back {round}"));
        watched.write("sub/deep/er/shop.arch", shop(&format!("Changed {round}")));
        watched.until_titled(&format!("Changed {round}"));
        fs::rename(watched.path("sub/deep"), watched.path("sub/moved")).expect("it is there");
        watched.until_said(&["(gone)"]);
        watched.write("sub/moved/er/shop.arch", shop(&format!("Moved {round}")));
        watched.until_titled(&format!("Moved {round}"));
    }
}

#[test]
fn the_program_itself_may_go_and_come_back() {
    let folder = folder("root");
    write(&folder.join("home/shop/main.arch"), shop("First"));
    let mut watched = Watched::at(folder, &["home/shop", "--out", "out"]);
    watched.until_titled("First");
    for round in 0..2 {
        fs::remove_dir_all(watched.path("home/shop")).expect("it is there");
        watched.until_said(&["cannot read `home/shop`"]);
        watched.write("home/shop/main.arch", shop(&format!("Back {round}")));
        watched.until_titled(&format!("Back {round}"));
        // And with all that it stands in.
        fs::rename(watched.path("home"), watched.path("away")).expect("it is there");
        watched.until_said(&["cannot read `home/shop`"]);
        fs::rename(watched.path("away"), watched.path("home")).expect("it is there");
        watched.write("home/shop/main.arch", shop(&format!("Moved back {round}")));
        watched.until_titled(&format!("Moved back {round}"));
    }
}

#[test]
fn what_is_not_there_yet_is_waited_for() {
    let main = format!("import \"../a/b/payments\"\n{}", shop("Web"));
    let folder = folder("not-yet");
    write(&folder.join("shop/main.arch"), main);
    let mut watched = Watched::at(folder, &["shop", "--out", "out"]);
    assert!(watched.said().contains("nothing can be imported from `../a/b/payments`"), "{}", watched.said());
    watched.write("a/b/payments/main.arch", "system payments \"Payments\"\n");
    watched.until_titled("Web");
    watched.write("a/b/payments/main.arch", "oops {");
    watched.until_said(&["error[E"]);
    watched.write("a/b/payments/main.arch", "system payments \"Payments\"\n");
    watched.write("shop/archc.toml", "[diagrams]\ntheme = \"look/brand.toml\"\n");
    watched.until_said(&["look/brand.toml` cannot be read"]);
    watched.write("shop/look/brand.toml", "[light]\nsoftware = \"#12ab34\"\n");
    watched.until("the colour", |watched| watched.read(PICTURE).is_some_and(|svg| svg.contains("#12ab34")));
    watched.write("shop/look/brand.toml", "[light]\nsoftware = \"#12ab35\"\n");
    watched.until("the colour", |watched| watched.read(PICTURE).is_some_and(|svg| svg.contains("#12ab35")));
    let overlay = "overlay: 1.1.0\ninfo: {title: a, version: \"1\"}\nactions:\n- target: $.info\n  update: {description: Said by hand.}\n";
    watched.write("shop/web-v1.overlay.yaml", overlay);
    watched.until("the overlay", |watched| watched.read("out/openapi/web-v1.yaml").is_some_and(|text| text.contains("Said by hand.")));
    watched.write("shop/kubernetes-patches/default/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n");
    let manifest = "out/kubernetes/default/kustomization.yaml";
    watched.until("the patches", |watched| watched.read(manifest).is_some_and(|text| text.contains("kubernetes-patches/default")));
    watched.write("shop/kubernetes-patches/default/kustomization.yaml", "kind: Kustomization\n");
    watched.until_said(&["is no `Component`"]);
    fs::remove_dir_all(watched.path("shop/kubernetes-patches")).expect("it is there");
    watched.until("no patches", |watched| watched.read(manifest).is_some_and(|text| !text.contains("kubernetes-patches")));
    watched.write("shop/.gitignore", "main.arch\n");
    watched.until_said(&["there is no `.arch` file"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_where_they_lead() {
    use std::os::unix::fs::symlink;
    let folder = folder("links");
    write(&folder.join("one/main.arch"), shop("One"));
    write(&folder.join("one/.kept/shop.arch"), "// nothing\n");
    write(&folder.join("two/main.arch"), shop("Two"));
    symlink("one", folder.join("shop")).expect("links can be made");
    symlink(".kept/shop.arch", folder.join("one/linked.arch")).expect("links can be made");
    let mut watched = Watched::at(folder, &["shop", "--out", "out"]);
    watched.until_titled("One");
    watched.write("one/main.arch", shop("One more"));
    watched.until_titled("One more");
    watched.write("one/.kept/shop.arch", "oops {");
    watched.until_said(&["linked.arch:1"]);
    fs::remove_file(watched.path("shop")).expect("it is there");
    symlink("two", watched.path("shop")).expect("links can be made");
    watched.until_titled("Two");
    watched.write("two/main.arch", shop("Two more"));
    watched.until_titled("Two more");
}

#[test]
fn without_being_told_changes_are_looked_for() {
    let mut watched = Watched::new("poll", &[("main.arch", &shop("First"))], &["--poll"]);
    watched.until_titled("First");
    if Path::new("/proc/self/fd").exists() {
        let open = fs::read_dir(format!("/proc/{}/fd", watched.id())).expect("it runs").flatten();
        let told = open.filter_map(|entry| fs::read_link(entry.path()).ok()).any(|target| target.to_string_lossy().contains("inotify"));
        assert!(!told, "it listens to nothing");
    }
    watched.write("main.arch", shop("Second"));
    watched.until_titled("Second");
    fs::remove_file(watched.path("main.arch")).expect("it is there");
    watched.until_said(&["there is no `.arch` file"]);
    watched.write("sub/main.arch", shop("Third"));
    watched.until_titled("Third");
    Watched::rest();
    let blocks = watched.count(" ms\n");
    Watched::rest();
    assert_eq!(watched.count(" ms\n"), blocks, "it looks, and builds nothing: {}", watched.said());
}

#[test]
fn a_folder_that_was_removed_is_written_again_with_the_next_change() {
    let watched = Watched::new("out-gone", &[("main.arch", &shop("First"))], &[]);
    fs::remove_dir_all(watched.path("out")).expect("it is there");
    watched.write("main.arch", shop("Second"));
    watched.until_titled("Second");
    let (code, said) = archc(&watched.path("."), &["build"]);
    assert_eq!(code, 2, "the new folder is its own, too: {said}");
    watched.write("archc.toml", "[output]\ndirectory = \"elsewhere\"\n");
    watched.until("another folder", |watched| watched.path("elsewhere/diagrams/shop-containers.svg").exists());
}
