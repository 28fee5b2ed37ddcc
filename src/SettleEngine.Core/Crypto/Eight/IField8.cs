namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Eight elements of secp256k1's field side by side, in lanes 0 to 7: what a kernel needs of a tier.</summary>
/// <remarks>
/// A kernel is written once over this interface and compiled for each implementation, so that the tiers differ in
/// arithmetic and in nothing else. A mask has one bit for each lane, the lowest for lane 0. What happens in one lane never
/// shows in another. Time may depend on values.
/// </remarks>
/// <typeparam name="TSelf">The implementation.</typeparam>
internal unsafe interface IField8<TSelf> : IFieldArithmetic<TSelf>
    where TSelf : unmanaged, IField8<TSelf>
{
    /// <summary>Whether this machine can run the implementation.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>How many of the 16 lanes of two eights must be used for lanes to be faster than one item after the other
    /// in plain arithmetic (KeyRecoveryBenchmarks).</summary>
    static abstract int FewestItems { get; }

    /// <summary>The same for checks against known keys (KnownKeyBenchmarks).</summary>
    static abstract int FewestKnown { get; }

    /// <summary>Multiplies numbers below n modulo n, the order of the group, instead of p.</summary>
    static abstract void MultiplyModuloOrder(in TSelf left, in TSelf right, out TSelf product);

    /// <summary>Negates the lanes of the mask and copies the others.</summary>
    static abstract void NegateWhere(byte mask, in TSelf value, out TSelf result);

    /// <summary>Takes the lanes of the mask from one value and the others from another.</summary>
    static abstract void Select(byte mask, in TSelf whereSet, in TSelf elsewhere, out TSelf result);

    /// <summary>The lanes that are zero modulo p.</summary>
    static abstract byte ZeroLanes(in TSelf value);

    /// <summary>The lanes whose residue below p is odd.</summary>
    static abstract byte OddLanes(in TSelf value);

    /// <summary>Reads a point for each lane.</summary>
    /// <param name="points">Eight addresses, multiples of 8; on multiples of 64 it is faster.</param>
    /// <param name="x">Receives the x of point i in lane i.</param>
    /// <param name="y">Receives the y of point i in lane i.</param>
    static abstract void LoadPoints(AffinePoint** points, out TSelf x, out TSelf y);

    /// <summary>Writes a point for each lane, both coordinates brought below p.</summary>
    /// <param name="x">Lane i is the x of point i.</param>
    /// <param name="y">Lane i is the y of point i.</param>
    /// <param name="points">Eight addresses, multiples of 8; on multiples of 64 it is faster.</param>
    static abstract void StorePoints(in TSelf x, in TSelf y, AffinePoint** points);
}
