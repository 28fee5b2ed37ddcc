using System.CommandLine;
using Microsoft.Extensions.Configuration;

namespace SettleEngine.Worker.Options;

/// <summary>Joins command line, environment and appsettings, in this order of precedence, with the defaults last.</summary>
internal sealed class SettingSources
{
    private readonly List<(SettingDefinition Definition, Option<string[]> Option)> _options = [];

    /// <summary>Declares every option of the catalog on a command.</summary>
    /// <param name="command">The command.</param>
    public SettingSources(Command command)
    {
        foreach (var definition in SettingCatalog.All)
        {
            var option = new Option<string[]>($"--{definition.Name}")
            {
                Description = definition.Default is { } value
                    ? $"{definition.Meaning} Default {value}."
                    : definition.Meaning,
                Arity = ArgumentArity.OneOrMore,
                AllowMultipleArgumentsPerToken = false,
            };
            command.Options.Add(option);
            _options.Add((definition, option));
        }
    }

    /// <summary>Reads all options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <returns>The values.</returns>
    public SettingValues Read(ParseResult parsed)
    {
        var files = new ConfigurationBuilder()
            .SetBasePath(Directory.GetCurrentDirectory())
            .AddJsonFile("appsettings.json", optional: true)
            .Build();
        var environment = new ConfigurationBuilder().AddEnvironmentVariables("SETTLE_").Build();

        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (definition, option) in _options)
        {
            var found = FromCommandLine(parsed, option)
                ?? FromEnvironment(environment, definition)
                ?? FromFile(files, definition);
            if (found is not null || definition.Default is not null)
            {
                values[definition.Name] = found ?? [definition.Default!];
            }
        }

        return new SettingValues(values);
    }

    private static string[]? FromCommandLine(ParseResult parsed, Option<string[]> option) =>
        parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : null;

    private static string[]? FromEnvironment(IConfiguration environment, SettingDefinition definition)
    {
        var text = environment[definition.Name.Replace('-', '_')];
        return string.IsNullOrEmpty(text) ? null
            : definition.IsRepeatable ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [text];
    }

    private static string[]? FromFile(IConfiguration files, SettingDefinition definition)
    {
        var section = files.GetSection($"Settle:{definition.Name}");
        var many = section.GetChildren().Select(child => child.Value).OfType<string>().ToArray();
        return many.Length > 0 ? many : section.Value is { Length: > 0 } one ? [one] : null;
    }
}
