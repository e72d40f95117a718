//! What a file may take of the program, by the names that errors call it.

use crate::{cogsmith, terrain};

#[test]
fn a_limit_is_named_by_its_error_and_changed_by_its_name() {
    let dem = terrain();
    for limit in ["pixels", "image_len", "fields", "directories_len"] {
        let small = format!("{limit}=3");
        let message = cogsmith(&["info", &dem, "--limit", &small]).fails(1);
        assert!(message.contains(&format!("raise the limit, {limit}")), "{message}");
        cogsmith(&["info", &dem, "--limit", &small, "--limit", "none"]).succeeds();
    }
    let message = cogsmith(&["stats", &dem, "--limit", "expansion=1"]).fails(1);
    assert!(message.contains("raise the limit, expansion"), "{message}");
    let message = cogsmith(&["validate", &dem, "--limit", "fields=3"]).fails(1);
    assert!(message.contains("raise the limit, fields"), "{message}");
}

#[test]
fn what_is_no_limit_is_told() {
    for (limit, said) in
        [("pxiels=1", "there are block_len, pixels"), ("pixels", "NAME=N"), ("pixels=x", "whole number")]
    {
        let message = cogsmith(&["info", &terrain(), "--limit", limit]).fails(2);
        assert!(message.contains(said), "{message}");
    }
}
