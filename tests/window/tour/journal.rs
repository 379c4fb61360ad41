//! What was seen on the way: a picture and a sentence each.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::Result;
use stories::window::{Page, Pictures};

/// The pictures, and the text that goes with them.
pub(crate) struct Journal {
    pictures: Pictures,
    text: String,
    count: usize,
}

impl Journal {
    /// Begins a new one in `dir`.
    pub(crate) fn begin(dir: &Path) -> Result<Self> {
        let text = "# A walk through the console\n\n\
            The real program on a virtual display, with a real keyring and a real browser, \
            against the practice org that it brings along.\n"
            .to_owned();
        Ok(Self {
            pictures: Pictures::in_dir(dir)?,
            text,
            count: 0,
        })
    }

    /// Takes a picture of what the sentence says.
    pub(crate) async fn note(&mut self, page: &Page, sentence: &str) -> Result<()> {
        self.count += 1;
        let name = format!("{:02}", self.count);
        self.pictures.take(page, &name).await?;
        println!("{name}  {sentence}");
        write!(
            self.text,
            "\n## {name}\n\n{sentence}\n\n![{sentence}]({name}.png)\n"
        )?;
        Ok(())
    }

    /// Writes the text beside the pictures.
    pub(crate) fn end(self) -> Result<()> {
        Ok(fs::write(self.pictures.dir().join("tour.md"), self.text)?)
    }
}
