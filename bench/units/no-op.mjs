// The smallest unit: what is left is the cost of handing it out.
export default function noOp() {}
