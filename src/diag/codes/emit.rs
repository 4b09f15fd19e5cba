//! E10xx: what stands in the way of an artifact.

super::codes! {
    PATH = "E1001", "two artifacts want one path",
"Names in the program become names of files. Two of them became the same path, or paths that some systems take for the
same because they differ in capitals alone, so one artifact would overwrite the other.

Give one of the two things another name.";
}
