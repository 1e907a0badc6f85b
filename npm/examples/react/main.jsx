import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { CutOut } from "./CutOut.jsx";

function App() {
  const [photo, setPhoto] = useState(null);
  return (
    <main>
      <label>Photo <input type="file" id="file" accept="image/*" onChange={(event) => setPhoto(event.target.files[0])} /></label>
      <button id="close" onClick={() => setPhoto(null)}>Close</button>
      {photo && <CutOut photo={photo} />}
    </main>
  );
}

createRoot(document.getElementById("root")).render(<StrictMode><App /></StrictMode>);
