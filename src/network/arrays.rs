//! Arrays on the host to tensors on a device, and back.

use burn::tensor::{Device, Tensor, TensorData};
use ndarray::{Array2, ArrayView2};

/// An array on the device.
pub fn tensor(array: ArrayView2<f32>, device: &Device) -> Tensor<2> {
    let shape = [array.nrows(), array.ncols()];
    Tensor::from_data(
        TensorData::new(array.iter().copied().collect(), shape),
        device,
    )
}

/// A tensor on the host.
pub fn array(tensor: Tensor<2>) -> Array2<f32> {
    let shape = tensor.dims();
    let values = tensor
        .into_data()
        .try_to_vec()
        .expect("the network computes in f32");
    Array2::from_shape_vec(shape, values).expect("a tensor has as many values as its shape says")
}
