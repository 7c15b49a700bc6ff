//! The description of the HTTP API (OpenAPI 3.1), made from the table that serves it and from the types themselves.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::resources::{Answer, Operation, operations};
use crate::api::{Command, FaxError, Reply};
use crate::model::{FaxEvent, ServerInfo, Snapshot};

/// The description.
pub fn openapi() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let mut paths: Map<String, Value> = Map::new();
    let error = generator.subschema_for::<FaxError>();
    for operation in operations() {
        let described = describe(&operation, &mut generator, &error);
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(operation.method.as_str().to_lowercase(), described);
        }
    }
    let json_of = |schema: schemars::Schema| json!({ "application/json": { "schema": schema } });
    let bad = || json!({ "description": "What went wrong", "content": json_of(error.clone()) });
    let command = generator.subschema_for::<Command>();
    let reply = generator.subschema_for::<Reply>();
    paths.insert(
        "/v1/command".to_owned(),
        json!({ "post": {
        "operationId": "command",
        "summary": "Ask the engine anything: the whole client API in one request",
        "requestBody": { "required": true, "content": json_of(command) },
        "responses": { "200": { "description": "The reply", "content": json_of(reply) }, "default": bad() },
    } }),
    );
    let info = generator.subschema_for::<ServerInfo>();
    paths.insert(
        "/v1/engine".to_owned(),
        json!({ "get": {
        "operationId": "engine",
        "summary": "The engine that answers",
        "responses": { "200": { "description": "The engine", "content": json_of(info) }, "default": bad() },
    } }),
    );
    let picture = generator.subschema_for::<Snapshot>();
    paths.insert(
        "/v1/snapshot".to_owned(),
        json!({ "get": {
        "operationId": "snapshot",
        "summary": "Everything you may see, as it is now",
        "responses": { "200": { "description": "The picture", "content": json_of(picture) }, "default": bad() },
    } }),
    );
    let event = generator.subschema_for::<FaxEvent>();
    let header = json!({
        "name": "Last-Event-ID", "in": "header", "required": false, "schema": { "type": "string" },
        "description": "The id of the last event that was seen; the stream goes on behind it, and tells with `missed` how many are gone",
    });
    paths.insert(
        "/v1/events".to_owned(),
        json!({ "get": {
        "operationId": "events",
        "summary": "What happens, while it happens: server-sent events, or one JSON object a line; without end",
        "parameters": [header],
        "responses": {
            "200": { "description": "Events", "content": {
                "text/event-stream": { "schema": event.clone() }, "application/x-ndjson": { "schema": event },
            } },
            "default": bad(),
        },
    } }),
    );
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Faxwell",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Sends, receives and shows faxes. Every request is held against the rights of the token's user.",
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
        "security": [{ "token": [] }],
        "paths": paths,
    })
}

fn describe(operation: &Operation, generator: &mut schemars::SchemaGenerator, error: &schemars::Schema) -> Value {
    let parts = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parts = parts.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": part_schema(name) }));
    let mut parameters: Vec<Value> = parts.collect();
    for (name, text, schema) in operation.query {
        let schema = schema(generator);
        parameters.push(json!({ "name": name, "in": "query", "description": text, "schema": schema }));
    }
    let (status, answer) = match &operation.answer {
        Answer::Json(schema) | Answer::Made(schema) => {
            let status = if matches!(operation.answer, Answer::Made(_)) { "201" } else { "200" };
            let content = json!({ "application/json": { "schema": schema(generator) } });
            (status, json!({ "description": operation.summary, "content": content }))
        }
        Answer::File(kind) => {
            let schema = json!({ "type": "string", "contentMediaType": kind });
            ("200", json!({ "description": operation.summary, "content": { *kind: { "schema": schema } } }))
        }
        Answer::Nothing => ("204", json!({ "description": "Done" })),
    };
    let bad = json!({
        "description": "What went wrong", "content": { "application/json": { "schema": error } },
    });
    let mut described = json!({
        "operationId": id(operation),
        "summary": operation.summary,
        "parameters": parameters,
        "responses": { status: answer, "default": bad },
    });
    if let (Some(schema), Some(described)) = (operation.body, described.as_object_mut()) {
        let content = json!({ "application/json": { "schema": schema(generator) } });
        described.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
    described
}

/// Numbers are numbers, everything else is text.
fn part_schema(name: &str) -> Value {
    match name {
        "job" | "page" | "id" | "lease" => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        _ => json!({ "type": "string", "minLength": 1 }),
    }
}

/// For generated clients: `post_jobs_job_pause`.
fn id(operation: &Operation) -> String {
    let path = operation.path.trim_start_matches("/v1/").replace(['{', '}'], "").replace('/', "_");
    format!("{}_{path}", operation.method.as_str().to_lowercase())
}
