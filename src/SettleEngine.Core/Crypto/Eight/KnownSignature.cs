namespace SettleEngine.Core.Crypto.Eight;

/// <summary>A signature whose signer's key is known, and a table of that key's multiples.</summary>
/// <param name="Item">The digest and the signature; nothing about them was checked.</param>
/// <param name="Table">Address of a table that <see cref="SignatureKernels.BuildTables"/> wrote.</param>
public readonly record struct KnownSignature(SignedDigest Item, nint Table);
