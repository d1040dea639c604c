//! Arrays on the host to tensors on a device, and back.

use burn::tensor::{Device, Tensor, TensorData};
use ndarray::{Array2, ArrayView2};

/// An array on the device.
pub fn tensor(array: ArrayView2<f32>, device: &Device) -> Tensor<2> {
    let shape = [array.nrows(), array.ncols()];
    tensor_of(array.iter().copied().collect(), shape, device)
}

/// Numbers that lie row after row, on the device.
pub fn tensor_of(values: Vec<f32>, shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// A tensor on the host.
pub fn array(tensor: Tensor<2>) -> Array2<f32> {
    let shape = tensor.dims();
    Array2::from_shape_vec(shape, values(tensor))
        .expect("a tensor has as many values as its shape says")
}

/// The numbers of a tensor, row after row.
pub fn values(tensor: Tensor<2>) -> Vec<f32> {
    let data = tensor.into_data();
    data.try_to_vec().expect("the network computes in f32")
}
