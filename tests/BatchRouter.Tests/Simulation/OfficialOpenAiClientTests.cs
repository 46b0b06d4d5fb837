using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Batch;
using OpenAI.Files;
using Xunit;

#pragma warning disable OPENAI001 // The package marks its batch client as experimental; this is the check that we still agree with it.

namespace BatchRouter.Tests.Simulation;

/// <summary>A check of the simulator: the vendor's own package reads what it serves.</summary>
public sealed class OfficialOpenAiClientTests
{
    [Fact]
    public async Task OpenAiPackage_UploadsCreatesPollsListsAndDownloads()
    {
        await using var stage = await BatchStage.StartAsync();
        var (files, batches) = Clients(stage);
        var file = await UploadAsync(files);
        Assert.Equal(FilePurpose.Batch, file.Purpose);
        var operation = await CreateAsync(batches, file.Id);
        Assert.Equal("validating", await StatusAsync(operation));
        stage.Clock.Advance(TimeSpan.FromMinutes(10));
        await operation.WaitForCompletionAsync(BatchStage.Stop);
        var batch = await ReadAsync(operation);
        Assert.Equal("completed", batch.Text("status"));
        var output = await files.DownloadFileAsync(batch.Text("output_file_id"), BatchStage.Stop);
        var lines = output.Value.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(["row-1", "row-2", "row-3", "row-4"], lines.CustomIds().Order());

        var listed = new List<string>();
        await foreach (var page in batches.GetBatchesAsync(after: null, limit: 20, options: null).GetRawPagesAsync())
        {
            listed.AddRange(JsonElement.Parse(page.GetRawResponse().Content.ToString()).GetProperty("data").EnumerateArray().Select(one => one.Text("id")));
        }

        Assert.Equal([operation.BatchId], listed);
        var all = await files.GetFilesAsync(BatchStage.Stop);
        Assert.Contains(all.Value, one => one.Purpose == FilePurpose.BatchOutput);
        Assert.True((await files.DeleteFileAsync(file.Id, BatchStage.Stop)).Value.Deleted);
    }

    [Fact]
    public async Task OpenAiPackage_Cancels()
    {
        await using var stage = await BatchStage.StartAsync();
        var (files, batches) = Clients(stage);
        var operation = await CreateAsync(batches, (await UploadAsync(files)).Id);
        stage.Clock.Advance(TimeSpan.FromMinutes(5));
        await operation.CancelAsync(Options());
        Assert.Equal("cancelling", await StatusAsync(operation));
        stage.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("cancelled", await StatusAsync(operation));
    }

    private static (OpenAIFileClient Files, BatchClient Batches) Clients(BatchStage stage)
    {
        var key = new ApiKeyCredential(stage.Provider.ApiKey);
        var client = new OpenAIClient(key, new OpenAIClientOptions { Endpoint = stage.Provider.BaseAddress });
        return (client.GetOpenAIFileClient(), client.GetBatchClient());
    }

    private static async Task<OpenAIFile> UploadAsync(OpenAIFileClient files)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', BatchStage.Lines(4))));
        return await files.UploadFileAsync(content, "rows.jsonl", FileUploadPurpose.Batch, BatchStage.Stop);
    }

    private static async Task<CreateBatchOperation> CreateAsync(BatchClient batches, string fileId)
    {
        using var body = BinaryContent.Create(BinaryData.FromString(
            $$"""{"input_file_id":"{{fileId}}","endpoint":"/v1/chat/completions","completion_window":"24h"}"""));
        return await batches.CreateBatchAsync(body, waitUntilCompleted: false, Options());
    }

    private static async Task<string> StatusAsync(CreateBatchOperation operation) => (await ReadAsync(operation)).Text("status");

    private static async Task<JsonElement> ReadAsync(CreateBatchOperation operation) =>
        JsonElement.Parse((await operation.GetBatchAsync(Options())).GetRawResponse().Content.ToString());

    private static RequestOptions Options() => new() { CancellationToken = BatchStage.Stop };
}
