namespace SettleEngine.Core.Crypto.Eight;

/// <summary>One level of a tree of sums over points in two parts, which are added up apart: pairs of neighbours within a part
/// are added, and a last one without a neighbour moves up as it is.</summary>
/// <param name="First">Points of the first part.</param>
/// <param name="Second">Points of the second part, possibly none.</param>
/// <param name="SecondFrom">Where the second part begins among what is added.</param>
/// <param name="SecondTo">Where it begins among the sums; the first part begins at 0 in both.</param>
internal readonly record struct TreeLevel(int First, int Second, int SecondFrom, int SecondTo)
{
    public int Points => First + Second;

    public int Pairs => (First / 2) + (Second / 2);

    /// <summary>The level above, whose sums take the places of its points.</summary>
    public TreeLevel Next => new((First + 1) / 2, (Second + 1) / 2, SecondTo, SecondTo);

    /// <summary>Where pair k begins.</summary>
    public int PairAt(int k) => k < First / 2 ? 2 * k : SecondFrom + (2 * (k - (First / 2)));

    /// <summary>Where its sum goes.</summary>
    public int SumAt(int k) => k < First / 2 ? k : SecondTo + k - (First / 2);
}
