module tempfail

go 1.26
