package follow

// identity is what the file system calls a file, while the host runs.
type identity struct{ Device, Inode uint64 }
