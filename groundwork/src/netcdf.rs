//! The conventions by which netCDF 4 readers (xarray, ArviZ) find dimensions and coordinates in an HDF5 file:
//! dimension scales, which are datasets with certain attributes (HDF5 Dimension Scales specification).

use std::{fs, path::Path};

use hdf5::{
    Datatype, File, Group, H5Type, ObjectReference1,
    types::{FixedAscii, VarLenArray},
};
use ndarray::{ArrayView, Dimension};

use crate::{
    atomic,
    file_error::FileError,
    hdf5_file::{io_error, write_text},
};

/// An HDF5 file without data. Its attribute `class_type` has the type of the attribute that marks a dimension scale, a
/// null-terminated string of 16 bytes, which our HDF5 binding can copy but not make. Made with h5py:
/// `t = h5py.h5t.C_S1.copy(); t.set_size(16); t.set_strpad(h5py.h5t.STR_NULLTERM); h5py.h5a.create(f.id, b"class_type", t, scalar)`.
const TEMPLATE: &[u8] = include_bytes!("netcdf_template.h5");
const TEMPLATE_ATTRIBUTE: &str = "class_type";

/// A file that is being written.
pub struct NetcdfFile {
    /// The HDF5 file itself.
    pub file: File,
    class_type: Datatype,
}

/// Creates `path` with what `fill` puts into the file; it appears complete or not at all.
///
/// # Errors
/// [`FileError`] if the disk does not take it.
pub fn write(
    path: &Path,
    fill: impl FnOnce(&NetcdfFile) -> hdf5::Result<()>,
) -> Result<(), FileError> {
    atomic::write(path, |temporary| {
        fs::write(temporary, TEMPLATE).map_err(|error| FileError::writing(path, error))?;
        let write = || {
            let netcdf = NetcdfFile::open(temporary)?;
            fill(&netcdf)?;
            netcdf.file.flush()?;
            netcdf.file.close()
        };
        write().map_err(|error| FileError::writing(path, io_error(error)))
    })
}

impl NetcdfFile {
    /// Opens a copy of the template.
    fn open(path: &Path) -> hdf5::Result<Self> {
        let file = File::open_rw(path)?;
        let class_type = file.attr(TEMPLATE_ATTRIBUTE)?.dtype()?;
        file.delete_attr(TEMPLATE_ATTRIBUTE)?;
        Ok(Self { file, class_type })
    }

    /// Adds a dimension to `group` with its coordinate, one value a position.
    pub fn dimension<T: H5Type>(
        &self,
        group: &Group,
        name: &str,
        values: &[T],
    ) -> hdf5::Result<()> {
        let scale = group.new_dataset_builder().with_data(values).create(name)?;
        for (attribute, text) in [("CLASS", "DIMENSION_SCALE"), ("NAME", name)] {
            let text = FixedAscii::<16>::from_ascii(text)
                .map_err(|error| hdf5::Error::from(error.to_string()))?;
            let builder = scale.new_attr_builder().empty_as(&self.class_type);
            builder.create(attribute)?.write_scalar(&text)?;
        }
        Ok(())
    }

    /// Adds a variable to `group` over dimensions that the group has, with attributes of text.
    pub fn variable<T: H5Type + Clone, D: Dimension>(
        &self,
        group: &Group,
        name: &str,
        dimensions: &[&str],
        values: ArrayView<T, D>,
        attributes: &[(&str, &str)],
    ) -> hdf5::Result<()> {
        let values = values.as_standard_layout();
        let builder = group.new_dataset_builder().shuffle().deflate(1);
        let variable = builder.with_data(values.view()).create(name)?;
        let scales = dimensions
            .iter()
            .map(|dimension| {
                let reference: ObjectReference1 = group.reference(dimension)?;
                Ok(VarLenArray::from_slice(&[reference]))
            })
            .collect::<hdf5::Result<Vec<_>>>()?;
        variable
            .new_attr_builder()
            .with_data(&scales)
            .create("DIMENSION_LIST")?;
        for (attribute, text) in attributes {
            write_text(&variable, attribute, text)?;
        }
        Ok(())
    }
}
