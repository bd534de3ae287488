// Checks a signed note, an inclusion proof and a consistency proof with Go's own libraries.
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func hash(text string) tlog.Hash {
	data, err := base64.StdEncoding.DecodeString(text)
	must(err)
	var h tlog.Hash
	copy(h[:], data)
	return h
}

func main() {
	signed, err := os.ReadFile("note")
	must(err)
	vkey, err := os.ReadFile("vkey")
	must(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	must(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root := hash(lines[2])
	leaf, err := os.ReadFile("leaf")
	must(err)
	file, err := os.Open("proofs")
	must(err)
	var record tlog.RecordProof
	var tree tlog.TreeProof
	var index, old int64
	var oldRoot tlog.Hash
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		parts := strings.Fields(scanner.Text())
		switch parts[0] {
		case "index":
			index, err = strconv.ParseInt(parts[1], 10, 64)
		case "old":
			old, err = strconv.ParseInt(parts[1], 10, 64)
			oldRoot = hash(parts[2])
		case "record":
			record = append(record, hash(parts[1]))
		case "tree":
			tree = append(tree, hash(parts[1]))
		}
		must(err)
	}
	must(tlog.CheckRecord(record, size, root, index, tlog.RecordHash(leaf)))
	must(tlog.CheckTree(tree, size, root, old, oldRoot))
	fmt.Println("accepted")
}
