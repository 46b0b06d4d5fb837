using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using BatchRouter.Contracts;
using BatchRouter.Tests.House;
using Xunit;

namespace BatchRouter.Tests.Contracts;

public sealed class PublicSurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    private static IEnumerable<Type> Types => typeof(SubmitJob).Assembly.GetExportedTypes().OrderBy(type => type.Name, StringComparer.Ordinal);

    [Fact]
    public void Contracts_NamesTypesAndJsonNames_AreAsApproved()
    {
        var text = new StringBuilder();
        foreach (var type in Types)
        {
            text.AppendLine(type.Name);
            foreach (var field in type.GetFields(Declared).Where(field => field.IsLiteral))
                text.AppendLine($"  {JsonNameOf(field) ?? field.Name} = {(type.IsEnum ? Convert.ToInt32(field.GetRawConstantValue(), null) : field.GetRawConstantValue())}");
            foreach (var property in type.GetProperties(Declared))
                text.AppendLine($"  {JsonNameOf(property) ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name)}: {Of(property)}");
        }

        Approved.Matches("Contracts/PublicSurface", text.ToString());
    }

    [Fact]
    public void Contracts_EveryPublicMember_HasADocstring()
    {
        var documented = XDocument.Load(Path.ChangeExtension(typeof(SubmitJob).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value);
        var wanted = Types.SelectMany(type => type.GetProperties(Declared).Where(property => !IsParameter(type, property)).Select(property => $"P:{type.FullName}.{property.Name}")
            .Concat(type.GetFields(Declared).Where(field => field.IsLiteral).Select(field => $"F:{type.FullName}.{field.Name}"))
            .Append($"T:{type.FullName}"));
        Assert.All(wanted, name => Assert.Contains(name, (IReadOnlyDictionary<string, XElement>)documented));
        var parameters = Types.SelectMany(type => type.GetProperties(Declared).Where(property => IsParameter(type, property)).Select(property => (type, property.Name)));
        Assert.All(parameters, one => Assert.Contains(documented[$"T:{one.type.FullName}"].Elements("param"), param => param.Attribute("name")!.Value == one.Name));
    }

    [Fact]
    public void Contracts_RejectionCodes_AreSnakeCaseAndDistinct()
    {
        var codes = typeof(RejectionCodes).GetFields(Declared).Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.All(codes, code => Assert.Matches("^[a-z]+(_[a-z]+)*$", code));
        Assert.Equal(codes.Count, codes.Distinct().Count());
    }

    private static bool IsParameter(Type type, PropertyInfo property) =>
        type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Any(parameter => parameter.Name == property.Name);

    private static string? JsonNameOf(MemberInfo member) =>
        member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name;

    private static string Of(PropertyInfo property)
    {
        var isNullable = Nullability.Create(property).ReadState == NullabilityState.Nullable;
        var isRequired = property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null;
        return Name(property.PropertyType) + (isNullable ? "?" : "") + (isRequired ? ", required" : "");
    }

    private static string Name(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? inner.Name
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
}
