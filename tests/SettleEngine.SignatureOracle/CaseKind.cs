namespace SettleEngine.SignatureOracle;

/// <summary>How a signature was made difficult.</summary>
public enum CaseKind : byte
{
    /// <summary>An honest signature over a random digest.</summary>
    Genuine,

    /// <summary>The other v.</summary>
    FlippedV,

    /// <summary>n − s with the other v: as good to ECDSA, refused by the token.</summary>
    HighS,

    /// <summary>One bit of r, s, the digest or v is wrong.</summary>
    BitFlip,

    /// <summary>A good signature, but somebody else is said to have made it.</summary>
    OtherPayer,

    /// <summary>r and s changed places.</summary>
    Swapped,

    /// <summary>The signature of another digest.</summary>
    Replayed,

    /// <summary>The case before, once more.</summary>
    Duplicate,

    /// <summary>r, s or both are next to 0, n, p, n / 2 or 2²⁵⁶.</summary>
    Boundary,

    /// <summary>r and s are small numbers.</summary>
    Small,

    /// <summary>r and s are random.</summary>
    Noise,

    /// <summary>r plus n, wrapped at 2²⁵⁶.</summary>
    RPlusOrder,

    /// <summary>Bytes at the front of r, s or the digest are all zeros or all ones.</summary>
    Filled,

    /// <summary>u₁ and u₂ have few digits and the key is a special multiple of the generator, so that partial sums meet
    /// each other, their opposites and table entries; the signature is good.</summary>
    MeetingSums,

    /// <summary>u₁ G = u₂ Q: the last addition is a doubling; the signature is good.</summary>
    Doubling,

    /// <summary>u₁ G = −u₂ Q: the point is infinity, so nothing can be good.</summary>
    Infinity,

    /// <summary>u₁ = 0: the digest is 0 or n; the signature is good.</summary>
    ZeroDigest,

    /// <summary>The digest is n or above and means its remainder; the signature is good.</summary>
    LargeDigest,

    /// <summary>A good signature with a chosen s, such as (n − 1) / 2 or the first high one.</summary>
    ChosenS,

    /// <summary>A good signature whose point is a special multiple of the generator.</summary>
    ChosenPoint,

    /// <summary>A good signature over a digest of limbs that are zero, one or all ones.</summary>
    PatternDigest,
}
