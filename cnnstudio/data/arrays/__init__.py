"""Pictures that are stored as arrays: npz, IDX and CIFAR files, none of which is believed unchecked."""
