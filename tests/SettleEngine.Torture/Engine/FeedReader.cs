using System.Globalization;

namespace SettleEngine.Torture.Engine;

/// <summary>Reads an engine's outcome feed on, page by page. Thread rule: one caller.</summary>
/// <param name="http">The engine's HTTP door.</param>
internal sealed class FeedReader(HttpClient http)
{
    /// <summary>Reads everything that is there.</summary>
    /// <param name="after">The sequence of the last line that was read.</param>
    /// <param name="take">Takes a page and says the sequence of its last line.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when there is no further line.</returns>
    public async Task ReadOnAsync(ulong after, Func<string[], ulong> take, CancellationToken cancellationToken)
    {
        while (true)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/v1/outcomes?after={after}");
            var page = (await http.GetStringAsync(new Uri(path, UriKind.Relative), cancellationToken))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (page.Length == 0)
            {
                return;
            }

            after = take(page);
        }
    }
}
