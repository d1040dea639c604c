//! The program on whole studies, each of a kind that once went wrong: what a user sees and finds in the folder of the run.

mod air;
mod crowded_folder;
mod random_studies;
mod settings;
mod star_file;
mod study_folder;
mod tables_that_end;
