// Standard output carries one line, and whoever started the provider may stop reading after it.
// The package's notices (development keys, Node's version) are for those who would serve with it.

console.info = () => {};
console.warn = () => {};
