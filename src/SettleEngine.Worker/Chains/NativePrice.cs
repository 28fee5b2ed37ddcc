using System.Globalization;

namespace SettleEngine.Worker.Chains;

/// <summary>How the price of a chain's native coin is written: a number of US dollars.</summary>
internal static class NativePrice
{
    /// <summary>What such a number looks like, for sentences.</summary>
    public const string Form = "a price in US dollars above 0, such as 3000 or 0.45";

    // A coin above this is a typing error, or wei.
    private const double Highest = 10_000_000;

    /// <summary>Reads a price.</summary>
    /// <param name="text">The text; blanks around it do not count.</param>
    /// <param name="usd">US dollars for one coin.</param>
    /// <returns>Whether the text is such a price.</returns>
    public static bool TryParse(string text, out double usd) =>
        double.TryParse(text.AsSpan().Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out usd)
        && usd is > 0 and <= Highest;
}
