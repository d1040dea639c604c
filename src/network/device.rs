//! Where the network computes: burn's backends by the names used on the command line.

use std::str::FromStr;

use burn::tensor::Device;

/// A backend of burn that this build contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceKind {
    /// The processor, burn's `flex` backend.
    #[default]
    Flex,
    /// The processor, burn's `ndarray` backend.
    #[cfg(feature = "ndarray")]
    NdArray,
    /// A graphics processor by Vulkan, Metal or DirectX.
    #[cfg(feature = "wgpu")]
    Wgpu,
    /// An NVIDIA graphics processor.
    #[cfg(feature = "cuda")]
    Cuda,
}

/// A device that does not exist, or not in this build.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("device `{found}` is not in this build, which has: {}", DeviceKind::names().join(", "))]
pub struct DeviceError {
    found: String,
}

impl DeviceKind {
    const ALL: &'static [(&'static str, Self)] = &[
        ("flex", Self::Flex),
        #[cfg(feature = "ndarray")]
        ("ndarray", Self::NdArray),
        #[cfg(feature = "wgpu")]
        ("wgpu", Self::Wgpu),
        #[cfg(feature = "cuda")]
        ("cuda", Self::Cuda),
    ];

    /// Names of the devices in this build.
    pub fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|(name, _)| *name).collect()
    }

    /// The device itself.
    pub fn init(self) -> Device {
        match self {
            Self::Flex => Device::flex(),
            #[cfg(feature = "ndarray")]
            #[allow(
                deprecated,
                reason = "burn prefers flex, and so do we; this backend stays as a check on it"
            )]
            Self::NdArray => Device::ndarray(),
            #[cfg(feature = "wgpu")]
            Self::Wgpu => Device::wgpu(burn::tensor::DeviceKind::default()),
            #[cfg(feature = "cuda")]
            Self::Cuda => Device::cuda(0),
        }
    }
}

impl FromStr for DeviceKind {
    type Err = DeviceError;

    fn from_str(name: &str) -> Result<Self, DeviceError> {
        let known = Self::ALL.iter().find(|(known, _)| *known == name);
        known
            .map(|(_, kind)| *kind)
            .ok_or_else(|| DeviceError { found: name.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_device_names_those_there_are() {
        assert_eq!("flex".parse(), Ok(DeviceKind::Flex));
        let error = "abacus".parse::<DeviceKind>().unwrap_err().to_string();
        assert!(
            error.contains("`abacus`") && error.contains("flex"),
            "{error}"
        );
    }
}
