//go:build tools

// Package tools names the programs of MongoDB's own that the tests use: `./dev test` builds each /main that is
// imported here, at the versions in go.mod and go.sum, into build/mongo-tools. Nothing is ever linked to it.
package tools

import (
	_ "github.com/mongodb/mongo-tools/bsondump/main"
	_ "github.com/mongodb/mongo-tools/mongodump/main"
	_ "github.com/mongodb/mongo-tools/mongoexport/main"
	_ "github.com/mongodb/mongo-tools/mongorestore/main"
)
