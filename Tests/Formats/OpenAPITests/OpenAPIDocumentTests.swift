import Testing

@testable import OpenAPI

struct OpenAPIDocumentTests {
    @Test func rendering() throws {
        #expect(try OpenAPIDocument.example().rendered(.example).prettyText == Self.expected)
    }

    @Test func orderOfOperationsDoesNotMatter() throws {
        let document = try OpenAPIDocument.example()
        var other = document
        other.operations.reverse()
        #expect(try other.rendered().text == document.rendered().text)
    }

    @Test func leastDocument() throws {
        let json = try OpenAPIDocument(title: "A", version: "1").rendered()
        #expect(json.text == #"{"openapi":"3.1.0","info":{"title":"A","version":"1"},"paths":{}}"#)
    }

    @Test func answers() throws {
        let document = try OpenAPIDocument.example()
        func found(_ id: String, _ status: Int, _ type: String?, _ body: JSONValue?) -> [String] {
            document.violations(ofAnswerTo: id, status: status, contentType: type, body: body).map(\.description)
        }
        #expect(found("getCamera", 200, "application/json", ["id": "a", "enabled": true]) == [])
        #expect(found("deleteCamera", 204, nil, nil) == [])
        #expect(found("getFilm", 206, "video/mp4", nil) == [])
        #expect(found("getCamera", 200, "application/json", ["id": "A"]).count == 2)
        #expect(found("getCamera", 200, "application/json", nil).count == 1)
        #expect(found("getCamera", 200, "text/html", nil).count == 1)
        #expect(found("getCamera", 200, nil, nil).count == 1)
        #expect(found("deleteCamera", 204, "application/json", [:]).count == 1)
        #expect(found("getCamera", 418, nil, nil).count == 1)
        #expect(found("no", 200, nil, nil).count == 1)
    }

    private static let expected = """
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Test",
            "description": "A small one.",
            "version": "1.2"
          },
          "servers": [
            {
              "url": "/api/v1",
              "description": "This server."
            }
          ],
          "tags": [
            {
              "name": "cameras"
            }
          ],
          "paths": {
            "/cameras/{id}": {
              "get": {
                "tags": [
                  "cameras"
                ],
                "summary": "One camera",
                "description": "As it stands.",
                "operationId": "getCamera",
                "parameters": [
                  {
                    "name": "id",
                    "in": "path",
                    "description": "Which.",
                    "required": true,
                    "schema": {
                      "type": "string"
                    }
                  },
                  {
                    "name": "verbose",
                    "in": "query",
                    "schema": {
                      "type": "boolean",
                      "default": false
                    }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "The camera.",
                    "headers": {
                      "ETag": {
                        "description": "Its version.",
                        "schema": {
                          "type": "string"
                        }
                      }
                    },
                    "content": {
                      "application/json": {
                        "schema": {
                          "$ref": "#/components/schemas/Camera"
                        }
                      }
                    }
                  },
                  "404": {
                    "$ref": "#/components/responses/NotFound"
                  }
                },
                "security": [
                  {
                    "session": [],
                    "csrf": []
                  },
                  {
                    "bearer": []
                  },
                  {
                    "basic": []
                  }
                ],
                "x-permission": "cameras.read"
              },
              "delete": {
                "summary": "Remove a camera",
                "operationId": "deleteCamera",
                "parameters": [
                  {
                    "name": "id",
                    "in": "path",
                    "required": true,
                    "schema": {
                      "type": "string"
                    }
                  }
                ],
                "requestBody": {
                  "description": "Why.",
                  "content": {
                    "application/json": {
                      "schema": {
                        "type": "object"
                      }
                    }
                  }
                },
                "responses": {
                  "204": {
                    "description": "Gone."
                  },
                  "404": {
                    "$ref": "#/components/responses/NotFound"
                  }
                },
                "security": []
              }
            },
            "/films/{id}.mp4": {
              "get": {
                "summary": "A film",
                "operationId": "getFilm",
                "parameters": [
                  {
                    "name": "id",
                    "in": "path",
                    "required": true,
                    "schema": {
                      "type": "string"
                    }
                  },
                  {
                    "name": "Range",
                    "in": "header",
                    "schema": {
                      "type": "string"
                    }
                  }
                ],
                "responses": {
                  "206": {
                    "description": "A part.",
                    "content": {
                      "video/mp4": {}
                    }
                  },
                  "404": {
                    "$ref": "#/components/responses/NotFound"
                  }
                },
                "security": []
              }
            }
          },
          "components": {
            "schemas": {
              "Camera": {
                "type": "object",
                "properties": {
                  "id": {
                    "type": "string",
                    "pattern": "^[a-z]+$"
                  },
                  "enabled": {
                    "type": "boolean"
                  }
                },
                "required": [
                  "id",
                  "enabled"
                ]
              },
              "Problem": {
                "type": "object",
                "properties": {
                  "title": {
                    "type": "string"
                  }
                }
              }
            },
            "responses": {
              "NotFound": {
                "description": "It is not there.",
                "content": {
                  "application/problem+json": {
                    "schema": {
                      "$ref": "#/components/schemas/Problem"
                    }
                  }
                }
              }
            },
            "securitySchemes": {
              "basic": {
                "type": "http",
                "scheme": "basic"
              },
              "bearer": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT"
              },
              "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "nightjar_session",
                "description": "Of the web app."
              },
              "csrf": {
                "type": "apiKey",
                "in": "header",
                "name": "X-CSRF-Token"
              }
            }
          }
        }

        """
}
