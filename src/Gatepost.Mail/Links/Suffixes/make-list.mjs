// Makes PublicSuffixes.txt from the npm package tldts, whose build carries the public suffix list, renewed every few days:
//     npm pack tldts && tar xzf tldts-*.tgz && node make-list.mjs package/dist/es6/src/data/trie.js tldts-7.6.0 2026-11-30 > PublicSuffixes.txt
// Arguments: the trie of the package, what the list is from, and the day of its release (yyyy-mm-dd).
import { pathToFileURL } from 'node:url';
import { domainToASCII } from 'node:url';

const [file, source, day] = process.argv.slice(2);
const trie = await import(pathToFileURL(file));

const offsets = [];
for (let edge = 0, offset = 0; edge < trie.edgeLength.length; offset += trie.edgeLength[edge], edge++)
  offsets.push(offset);

function rulesBelow(root, prefix) {
  const found = [];
  const open = [[root, '']];
  while (open.length > 0) {
    const [node, suffix] = open.pop();
    if (trie.nodeFlags[node] !== 0 && suffix !== '')
      found.push([prefix + suffix, trie.nodeFlags[node]]);
    for (let edge = trie.edgeStart[node]; edge < trie.edgeStart[node + 1]; edge++) {
      const label = trie.labelText.slice(offsets[edge], offsets[edge] + trie.edgeLength[edge]);
      open.push([trie.edgeChild[edge], suffix === '' ? label : `${label}.${suffix}`]);
    }
  }
  return found;
}

const isAscii = rule => /^[\x00-\x7f]*$/.test(rule);
const ascii = rule => isAscii(rule) ? rule : rule.replace(/[^.!*]+/g, label => domainToASCII(label));
const rules = [...rulesBelow(trie.rulesRoot, ''), ...rulesBelow(trie.exceptionsRoot, '!')];
const section = flag => [...new Set(rules.filter(rule => rule[1] === flag).map(rule => ascii(rule[0])))].sort().join('\n');

console.log(`// This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0.
// If a copy of the MPL was not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.
// The rules of the public suffix list (https://publicsuffix.org/), names as A-labels, without its comments. Made by make-list.mjs from ${source}.
// VERSION: ${day}
// ===BEGIN ICANN DOMAINS===
${section(1)}
// ===BEGIN PRIVATE DOMAINS===
${section(2)}`);
