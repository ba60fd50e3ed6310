package follow

// Why files are not read by nxadm/tail, the usual library (v1.4.11).
//
// Bare, with ReOpen and CompleteLines, it cannot do it: it leaves a renamed
// log at once and never reads what the daemon writes there until it reopens.
// 50 rotations at 20,000 lines a second, with HUP 20 ms after the rename: 21,200
// of 71,600 lines lost, none here; with copytruncate or an instant reopen: 120
// of 50,000. It keeps no place that a restart could go on from, and ends the
// process (os.Exit) when a stat fails with anything but "no such file".
// TestWhyNotTheUsualLibrary holds the first of these.
//
// As the reader of the live edge only, behind the generations of this package
// (one instance for each, ReOpen off, started at our offset, every line
// accepted only after the beginning of the file was compared on our own
// descriptor) it lost and doubled nothing in the same three tests. But checks
// made now and then are not enough: compared every 50 ms instead of with
// every line, copytruncate and fast growth doubled 2,000 of 4,000 lines. And
// everything else has to be there anyway: reading up to the edge, draining
// generations without a name, finding copies. What it would add is its cost,
// of one core, at 1,000 and at 50,000 lines a second:
//
//	this package                0.6 %    0.8 %
//	nxadm/tail alone            4.6 %   13.6 %
//	nxadm/tail, lines checked   4.8 %   31.8 %
//
// and the os.Exit. So its job is done here: fsnotify, which it uses as well,
// wakes the reader, and a poll stands behind that.
