using System.Runtime.Intrinsics.X86;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>The sum of one lane's entries in Jacobian form, which knows no exceptions: for signatures that met one in
/// <see cref="LaneSums{TField}"/>, and for groups too small to fill lanes.</summary>
/// <remarks>48 additions and at most one inversion take about a quarter of a recovery (KnownKeyBenchmarks, a group of one), so
/// that somebody who makes up signatures that meet exceptions gains little.</remarks>
internal static unsafe class SingleSum
{
    /// <summary>Says whether a lane's sum has the x and the parity of y that its signature claims.</summary>
    public static bool Is(in LaneEntries entries, int eight, int lane, SignatureFactors* claim)
    {
        AskForAll(entries, eight, lane);

        // Multiplying X by β multiplies the point by λ, whatever Z is.
        var sum = default(JacobianPoint);
        Add(ref sum, entries, eight, lane, entries.First, entries.Count);
        FieldElement.Multiply(sum.X, AffinePoint.Beta, out sum.X);
        Add(ref sum, entries, eight, lane, 0, entries.First);
        if (sum.IsInfinity)
        {
            return false;
        }

        // Only a sum with the right x is worth an inversion.
        FieldElement.Square(sum.Z, out var square);
        FieldElement.Multiply(square, claim->Claim.X, out var scaled);
        if (!FieldElement.AreEqual(scaled, sum.X))
        {
            return false;
        }

        FieldRoots.InvertVar(sum.Z, out var inverse);
        PointBatch.Scale(sum, inverse, out var affine);
        return affine.Y.IsOdd == claim->IsOdd;
    }

    private static void Add(ref JacobianPoint sum, in LaneEntries entries, int eight, int lane, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var entry = *entries.AddressesAt(eight, i)[lane];
            if ((*entries.NegativeAt(eight, i) >> lane & 1) != 0)
            {
                AffinePoint.Negate(entry, out entry);
            }

            JacobianPoint.Add(ref sum, entry);
        }
    }

    /// <summary>Otherwise each addition would wait for its entry (<see cref="EntryRequests"/>).</summary>
    private static void AskForAll(in LaneEntries entries, int eight, int lane)
    {
        for (var i = 0; Sse.IsSupported && i < entries.Count; i++)
        {
            Sse.Prefetch1(entries.AddressesAt(eight, i)[lane]);
        }
    }
}
